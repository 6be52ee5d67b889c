/** Contests in D1 `config`, and the ranks that each was decided by. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { METRICS } from "../../domain/reports/ranks.ts";

export const contests = sqliteTable(
  "contests",
  {
    program: integer().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    metric: text({ enum: METRICS }).notNull(),
    startsAtMs: integer("starts_at_ms").notNull(),
    endsAtMs: integer("ends_at_ms").notNull(),
    /** JSON of ranks with their amounts. */
    prizes: text().notNull(),
    requestHash: text("request_hash").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    cancelledAtMs: integer("cancelled_at_ms"),
    cancelledBecause: text("cancelled_because"),
    decidedAtMs: integer("decided_at_ms"),
    settledAtMs: integer("settled_at_ms"),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.id] }),
    index("contests_by_time").on(t.program, t.startsAtMs, t.id),
    index("contests_open")
      .on(t.endsAtMs)
      .where(sql`settled_at_ms IS NULL AND cancelled_at_ms IS NULL`),
  ],
);

export const contestRanks = sqliteTable(
  "contest_ranks",
  {
    program: integer().notNull(),
    contest: text().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    rank: integer().notNull(),
    value: integer().notNull(),
    prize: integer().$type<AmountMinor>().notNull(),
    paidAtMs: integer("paid_at_ms"),
    adjustment: text(),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.contest, t.promoter] }),
    index("contest_ranks_unpaid")
      .on(t.program, t.contest, t.promoter)
      .where(sql`paid_at_ms IS NULL AND prize > 0`),
  ],
);
