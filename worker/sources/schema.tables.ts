/** Signed webhooks that could not be used, how each source fares, and catching up with what vendors list. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";

export const unusableWebhooks = sqliteTable(
  "unusable_webhooks",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    source: text().notNull(),
    /** The sender's id; of another body under an id that merchants give, then a space and the hash of its bytes. */
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

export const sourceApiKeys = sqliteTable(
  "source_api_keys",
  {
    program: integer().notNull(),
    source: text().notNull(),
    sealed: text().notNull(),
    setAtMs: integer("set_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.source] })],
);

export const catchUps = sqliteTable(
  "catch_ups",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    source: text().notNull(),
    fromMs: integer("from_ms").notNull(),
    toMs: integer("to_ms").notNull(),
    askedAtMs: integer("asked_at_ms").notNull(),
    state: text({ enum: ["running", "finished", "failed", "stopped"] }).notNull(),
    chain: text().notNull(),
    movedAtMs: integer("moved_at_ms").notNull(),
    cursor: text(),
    /** Of the last page that has a mark, its hash. */
    pageMark: text("page_mark"),
    requests: integer().notNull().default(0),
    listed: integer().notNull().default(0),
    recorded: integer().notNull().default(0),
    repeated: integer().notNull().default(0),
    unusable: integer().notNull().default(0),
    reachedAtMs: integer("reached_at_ms"),
    failures: integer().notNull().default(0),
    fault: text(),
    faultStatus: integer("fault_status"),
    faultCode: text("fault_code"),
    faultAtMs: integer("fault_at_ms"),
    finishedAtMs: integer("finished_at_ms"),
  },
  (t) => [
    uniqueIndex("catch_ups_running")
      .on(t.program, t.source)
      .where(sql`state = 'running'`),
    index("catch_ups_by_source").on(t.program, t.source, t.number),
  ],
);

export const sourceDeliveries = sqliteTable(
  "source_deliveries",
  {
    programId: text("program_id").notNull(),
    source: text().notNull(),
    place: integer().notNull(),
    atMs: integer("at_ms").notNull(),
    verdict: text({ enum: ["recorded", "repeated", "ignored", "unusable", "refused"] }).notNull(),
    reason: text(),
    webhookId: text("webhook_id"),
    bytes: integer().notNull(),
    messages: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.source, t.place] }),
    index("source_deliveries_by_time").on(t.atMs),
  ],
);

export const sourceHours = sqliteTable(
  "source_hours",
  {
    programId: text("program_id").notNull(),
    source: text().notNull(),
    hour: integer().notNull(),
    received: integer().notNull(),
    unusable: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.source, t.hour] }), index("source_hours_by_time").on(t.hour)],
);
