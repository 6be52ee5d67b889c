/** What is remembered of requests themselves. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    program: integer().notNull(),
    operation: text().notNull(),
    key: text().notNull(),
    requestHash: text("request_hash").notNull(),
    resource: text().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.operation, t.key] }),
    index("idempotency_keys_by_time").on(t.createdAtMs),
  ],
);

export const turns = sqliteTable(
  "turns",
  {
    program: integer().notNull(),
    work: text({ enum: ["import", "simulation"] }).notNull(),
    holder: text().notNull(),
    untilMs: integer("until_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.work] })],
);

export const audit = sqliteTable(
  "audit",
  {
    number: integer().primaryKey(),
    program: integer(),
    atMs: integer("at_ms").notNull(),
    actor: text().notNull(),
    credential: text().notNull(),
    operation: text().notNull(),
    subject: text().notNull(),
    members: text().notNull(),
    requestId: text("request_id").notNull(),
    outcome: text({ enum: ["asked", "changed", "repeated", "refused"] }).notNull(),
    /** Why, of acts that take something away. */
    reason: text(),
  },
  (t) => [
    index("audit_with_reasons")
      .on(t.program, t.subject)
      .where(sql`reason IS NOT NULL`),
    index("audit_by_time").on(t.program, t.number),
    index("audit_by_actor").on(t.program, t.actor, t.number),
    index("audit_by_token")
      .on(t.program, t.credential, t.number)
      .where(sql`actor <> credential`),
  ],
);
