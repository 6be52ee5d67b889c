/** What programs came to by the hour, and alerts, in D1 `reports`. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { ALERT_KINDS, DIRECTIONS } from "../../domain/alerts/alerts.ts";

export const alertTotals = sqliteTable(
  "alert_totals",
  {
    programId: text("program_id").notNull(),
    hour: integer().notNull(),
    clicks: integer().notNull(),
    orders: integer().notNull(),
    sales: integer().notNull(),
    refunded: integer().notNull(),
    commission: integer().notNull(),
    /** From which day on clicks are summed anew with each hour. */
    sinceMs: integer("since_ms").notNull().default(0),
    /** Clicks of the days before, as they were known. */
    carried: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.programId, t.hour] })],
);

export const alerts = sqliteTable(
  "alerts",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    kind: text({ enum: ALERT_KINDS }).notNull(),
    /** Empty of what is no source's. */
    source: text().notNull(),
    direction: text({ enum: DIRECTIONS }).notNull(),
    observed: integer().notNull(),
    expected: integer().notNull(),
    /** JSON of what it rests on. */
    evidence: text().notNull(),
    openedAtMs: integer("opened_at_ms").notNull(),
    closedAtMs: integer("closed_at_ms"),
  },
  (t) => [
    uniqueIndex("alerts_open")
      .on(t.programId, t.kind, t.source, t.direction)
      .where(sql`closed_at_ms IS NULL`),
    index("alerts_of_program").on(t.programId, t.number),
    index("alerts_closed")
      .on(t.closedAtMs)
      .where(sql`closed_at_ms IS NOT NULL`),
  ],
);
