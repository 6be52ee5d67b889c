/** Signed webhooks that could not be used, and how many of each source were. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

export const unusableWebhooks = sqliteTable(
  "unusable_webhooks",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    source: text().notNull(),
    webhookId: text("webhook_id").notNull(),
    reason: text().notNull(),
    body: text().notNull(),
    receivedAtMs: integer("received_at_ms").notNull(),
    /** JSON of the headers that the source reads. */
    headers: text().notNull().default("{}"),
    /** When it was used after all; null: it was not. */
    doneAtMs: integer("done_at_ms"),
  },
  (t) => [
    unique().on(t.programId, t.source, t.webhookId),
    index("unusable_webhooks_by_program").on(t.programId, t.number),
    index("unusable_webhooks_open")
      .on(t.programId, t.number)
      .where(sql`done_at_ms IS NULL`),
    index("unusable_webhooks_large")
      .on(t.programId, t.number)
      .where(sql`length(body) > 16384`),
  ],
);

export const sourceCounts = sqliteTable(
  "source_counts",
  {
    programId: text("program_id").notNull(),
    source: text().notNull(),
    received: integer().notNull(),
    accepted: integer().notNull(),
    unusable: integer().notNull(),
    refused: integer().notNull(),
    lastReceivedAtMs: integer("last_received_at_ms"),
    lastRefusedAtMs: integer("last_refused_at_ms"),
    lastError: text("last_error"),
    lastErrorAtMs: integer("last_error_at_ms"),
  },
  (t) => [primaryKey({ columns: [t.programId, t.source] })],
);
