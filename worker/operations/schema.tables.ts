/** What operators see: runs of the reconciliation, and alarms that were found lost. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Difference } from "../../domain/ledger/reconciliation.ts";

export const reconciliationRuns = sqliteTable(
  "reconciliation_runs",
  {
    programId: text("program_id").notNull(),
    run: integer().notNull(),
    startedAtMs: integer("started_at_ms").notNull(),
    parts: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.run] })],
);

export const reconciliationParts = sqliteTable(
  "reconciliation_parts",
  {
    programId: text("program_id").notNull(),
    run: integer().notNull(),
    part: integer().notNull(),
    inFlight: integer("in_flight").notNull(),
    differenceCount: integer("difference_count").notNull(),
    differences: text({ mode: "json" }).$type<readonly Difference[]>().notNull(),
    finishedAtMs: integer("finished_at_ms").notNull(),
    failure: text(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.run, t.part] })],
);

export const overdueAlarms = sqliteTable(
  "overdue_alarms",
  {
    className: text("class").notNull(),
    object: text().notNull(),
    times: integer().notNull().default(1),
    seenAtMs: integer("seen_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.className, t.object] }), index("overdue_alarms_by_time").on(t.seenAtMs)],
);

export const unwokenObjects = sqliteTable(
  "unwoken_objects",
  {
    className: text("class").notNull(),
    object: text().notNull(),
    times: integer().notNull().default(1),
    seenAtMs: integer("seen_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.className, t.object] }), index("unwoken_objects_by_time").on(t.seenAtMs)],
);

export const abandonedHeads = sqliteTable(
  "abandoned_heads",
  {
    programId: text("program_id").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    entries: integer().notNull(),
    found: integer().notNull(),
    reason: text().notNull(),
    abandonedAtMs: integer("abandoned_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter, t.entries] })],
);
