/** Signed webhooks that can never be used. */
import { index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

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
  },
  (t) => [
    unique().on(t.programId, t.source, t.webhookId),
    index("unusable_webhooks_by_program").on(t.programId, t.number),
  ],
);
