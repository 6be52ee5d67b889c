/** What reports keep of periods of days that are over. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const ofPeriod = {
  programId: text("program_id").notNull(),
  dimension: text().notNull(),
  fromMs: integer("from_ms").notNull(),
  toMs: integer("to_ms").notNull(),
};

/** Periods of which something is kept. */
export const reportPeriods = sqliteTable(
  "report_periods",
  {
    ...ofPeriod,
    what: text({ enum: ["sums", "customers"] }).notNull(),
    keptAtMs: integer("kept_at_ms").notNull(),
    /** 0 where an order of the period was changed since: a trigger says so. */
    stands: integer().notNull(),
    /** To the day. */
    readAtMs: integer("read_at_ms").notNull().default(0),
    /** 1 where hourly work kept it before anybody read it. */
    isAhead: integer("is_ahead").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.programId, t.toMs, t.fromMs, t.what, t.dimension] })],
);

const keyOfPeriod = { ...ofPeriod, key: text().notNull() };

export const reportPeriodSums = sqliteTable(
  "report_period_sums",
  {
    ...keyOfPeriod,
    orders: integer().notNull(),
    newCustomers: integer("new_customers").notNull(),
    sales: integer().notNull(),
    refunded: integer().notNull(),
    commission: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.dimension, t.fromMs, t.toMs, t.key] }),
    index("report_period_sums_by_sales").on(t.programId, t.dimension, t.fromMs, t.toMs, t.sales),
  ],
);

export const reportPeriodCustomers = sqliteTable(
  "report_period_customers",
  { ...keyOfPeriod, customers: integer().notNull() },
  (t) => [primaryKey({ columns: [t.programId, t.dimension, t.fromMs, t.toMs, t.key] })],
);
