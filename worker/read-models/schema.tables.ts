/** What lists, reports and monitoring read: written by the owners of orders and wallets and by the counting of clicks. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PayoutState } from "../../domain/payout/payout.ts";

export const orders = sqliteTable(
  "orders",
  {
    programId: text("program_id").notNull(),
    orderId: text("order_id").notNull(),
    version: integer().notNull(),
    occurredAtMs: integer("occurred_at_ms").notNull(),
    amount: integer().notNull(),
    reversedAmount: integer("reversed_amount").notNull(),
    customerId: text("customer_id"),
    state: text({ enum: ["pending", "held", "available", "reversed"] }).notNull(),
    underReview: integer("under_review").notNull(),
    basis: text({ enum: ["coupon", "binding", "touch", "manual", "none"] }).notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    /** Number of the promoter with the greatest credit; null without one, and of orders that were written before. */
    promoter: integer(),
    /** Number of the promoter whose case it is under review, where that is another one. */
    suspect: integer(),
    /** Number of the promoter that the buyer is; null where it is none. */
    buyer: integer(),
    /** 1 where it was its customer's first when it was decided. */
    isNewCustomer: integer("is_new_customer"),
    /** From the credited click to the order; null where no click decided. */
    clickToOrderMs: integer("click_to_order_ms"),
    /** The day of the credited click times 65,536, and the tag of its network; null where that is not known. */
    clickNetwork: integer("click_network"),
    /** 1 where nobody set off the credited click, 0 where somebody did; null where that is not known. */
    clickUnasked: integer("click_unasked"),
    /** 1 where the credited click came over another promoter's that was live; null of orders that were written before. */
    creditTaken: integer("credit_taken"),
    /** Codes of its risk, as a JSON list. */
    riskCodes: text("risk_codes"),
    /** What its commissions come to after refunds, in minor units. */
    kept: integer(),
    campaignId: text("campaign_id"),
    /** Number of the link of the credited click; null where no click decided. */
    link: integer(),
    channel: text(),
    /** Tier of the promoter with the greatest credit. */
    tier: text(),
    currency: text(),
    /** Steps by which its customer came, as `social>direct`; null of orders that were written before. */
    path: text(),
    /** Months of its customer's first order and of its own, as `2026-10/2026-11`. */
    cohort: text(),
    /** 1 where it is its customer's first order. */
    opensCohort: integer("opens_cohort"),
    /** 1 where reports count it; 0 where another order stands for its payment; null of orders that were written before. */
    isCounted: integer("is_counted"),
    /** A JSON list of [promoter, orders, sales, refunded, commission]. */
    shares: text(),
    /** A JSON list of [product, sales, refunded, commission, category]. */
    sold: text(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.orderId] }),
    index("orders_by_time").on(t.programId, t.occurredAtMs, t.orderId),
    index("orders_counted")
      .on(t.programId, t.occurredAtMs, t.customerId)
      .where(sql`is_counted = 1`),
    index("orders_of_promoters")
      .on(t.programId, t.promoter, t.occurredAtMs, t.customerId)
      .where(sql`is_counted = 1`),
    index("orders_not_counted")
      .on(t.programId, t.occurredAtMs, t.customerId)
      .where(sql`is_counted IS NOT 1`),
    index("orders_by_customer")
      .on(t.programId, t.customerId, t.occurredAtMs, t.orderId)
      .where(sql`customer_id IS NOT NULL`),
    index("orders_counted_of_customers")
      .on(t.programId, t.customerId, t.occurredAtMs)
      .where(sql`is_counted = 1 AND customer_id IS NOT NULL`),
    index("orders_of_links")
      .on(t.programId, t.link, t.occurredAtMs, t.customerId)
      .where(sql`is_counted = 1`),
    // Nothing reads it since there are suspects, whose index is the next one: migrations only add.
    index("orders_under_review")
      .on(t.programId, t.promoter, t.occurredAtMs, t.orderId)
      .where(sql`under_review = 1`),
    index("orders_of_suspects")
      .on(t.programId, sql`coalesce(suspect, promoter)`, t.occurredAtMs, t.orderId)
      .where(sql`under_review = 1`),
    index("orders_unreleased")
      .on(t.programId, t.promoter, t.occurredAtMs, t.orderId)
      .where(sql`state IN ('pending', 'held')`),
    index("orders_taken_back")
      .on(t.programId, t.occurredAtMs, t.promoter, t.isNewCustomer, t.customerId)
      .where(sql`is_counted = 1 AND state = 'reversed'`),
    index("orders_by_condition").on(t.programId, t.state, t.basis, t.underReview, t.occurredAtMs, t.orderId),
  ],
);

/** What orders come to, in sums of reports. */
const reportFigures = {
  orders: integer().notNull(),
  newCustomers: integer("new_customers").notNull(),
  sales: integer().notNull(),
  refunded: integer().notNull(),
  commission: integer().notNull(),
};

export const reportQuarters = sqliteTable(
  "report_quarters",
  { programId: text("program_id").notNull(), startMs: integer("start_ms").notNull(), ...reportFigures },
  (t) => [primaryKey({ columns: [t.programId, t.startMs] })],
);

const reportKeys = {
  programId: text("program_id").notNull(),
  dimension: text().notNull(),
  startMs: integer("start_ms").notNull(),
  key: text().notNull(),
};

export const reportDays = sqliteTable("report_days", { ...reportKeys, ...reportFigures }, (t) => [
  primaryKey({ columns: [t.programId, t.dimension, t.startMs, t.key] }),
]);

export const reportMonths = sqliteTable("report_months", { ...reportKeys, ...reportFigures }, (t) => [
  primaryKey({ columns: [t.programId, t.dimension, t.key, t.startMs] }),
]);

/** By month and by year, of dimensions with many keys. Kept by triggers of the months. */
export const reportSpans = sqliteTable(
  "report_spans",
  { ...reportKeys, months: integer().notNull(), ...reportFigures },
  (t) => [primaryKey({ columns: [t.programId, t.dimension, t.months, t.startMs, t.key] })],
);

const customersSince = {
  programId: text("program_id").notNull(),
  startMs: integer("start_ms").notNull(),
  previousMs: integer("previous_ms").notNull(),
  customers: integer().notNull(),
};

/** Customers by a day on which they ordered, and by the last one before; -1: there was none. Kept by triggers of the orders. */
export const reportCustomers = sqliteTable("report_customers", customersSince, (t) => [
  primaryKey({ columns: [t.programId, t.startMs, t.previousMs] }),
]);

/** The same by month, of months that were kept when they were read. */
export const reportCustomerMonths = sqliteTable("report_customer_months", customersSince, (t) => [
  primaryKey({ columns: [t.programId, t.startMs, t.previousMs] }),
]);

const keptSpan = {
  programId: text("program_id").notNull(),
  dimension: text().notNull(),
  fromMs: integer("from_ms").notNull(),
  toMs: integer("to_ms").notNull(),
};

/** Spans whose sums are kept as they were read. A trigger takes off what was changed since. */
export const reportKept = sqliteTable("report_kept", keptSpan, (t) => [
  primaryKey({ columns: [t.programId, t.toMs, t.fromMs, t.dimension] }),
]);

/** Of days alone with customers. */
export const reportKeptSums = sqliteTable(
  "report_kept_sums",
  { ...keptSpan, key: text().notNull(), ...reportFigures, customers: integer() },
  (t) => [primaryKey({ columns: [t.programId, t.dimension, t.fromMs, t.toMs, t.key] })],
);

export const reportRebuilds = sqliteTable("report_rebuilds", {
  programId: text("program_id").primaryKey(),
  /** The month that comes next. */
  nextMs: integer("next_ms").notNull(),
});

export const commissions = sqliteTable(
  "commissions",
  {
    programId: text("program_id").notNull(),
    id: text().notNull(),
    orderId: text("order_id").notNull(),
    version: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    creditedPromoter: integer("credited_promoter").$type<PromoterRef>().notNull(),
    level: integer().notNull(),
    amount: integer().notNull(),
    kept: integer().notNull(),
    state: text({ enum: ["pending", "held", "available", "reversed"] }).notNull(),
    occurredAtMs: integer("occurred_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.programId, t.id] }),
    index("commissions_by_promoter").on(t.programId, t.promoter, t.occurredAtMs, t.orderId),
  ],
);

export const projectionWatermarks = sqliteTable("projection_watermarks", {
  programId: text("program_id").primaryKey(),
  asOfMs: integer("as_of_ms").notNull(),
});

export const projectionMarks = sqliteTable(
  "projection_marks",
  {
    programId: text("program_id").notNull(),
    ledger: text().notNull(),
    life: text().notNull(),
    seq: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.ledger] })],
);

export const totals = sqliteTable(
  "totals",
  {
    kind: text().notNull(),
    label: text().notNull(),
    n: integer().notNull(),
    /** What they sum up to: minor units, or milliseconds. */
    amount: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.kind, t.label] })],
);

export const payoutSums = sqliteTable(
  "payout_sums",
  {
    programId: text("program_id").notNull(),
    book: text().notNull(),
    state: text().$type<PayoutState>().notNull(),
    version: integer().notNull(),
    payouts: integer().notNull(),
    gross: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.book, t.state] })],
);

export const journalHeads = sqliteTable(
  "journal_heads",
  {
    programId: text("program_id").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    entries: integer().notNull(),
    head: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter] })],
);

export const objectConditions = sqliteTable(
  "object_conditions",
  {
    className: text("class").notNull(),
    object: text().notNull(),
    refusedRows: integer("refused_rows").notNull(),
    stoppedPairs: integer("stopped_pairs").notNull(),
    waitingRows: integer("waiting_rows").notNull(),
    waitingSinceMs: integer("waiting_since_ms"),
    unprojected: integer().notNull(),
    announcedAtMs: integer("announced_at_ms").notNull(),
    waitingEvents: integer("waiting_events").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.className, t.object] })],
);

/** Batches of events whose totals and counters were written. */
export const countedBatches = sqliteTable("counted_batches", { batchId: text("batch_id").primaryKey() });

export const knownObjects = sqliteTable(
  "known_objects",
  {
    programId: text("program_id").notNull(),
    className: text("class").$type<ObjectClass>().notNull(),
    object: text().notNull(),
    seenAtMs: integer("seen_at_ms").notNull(),
    wakes: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.programId, t.className, t.object] })],
);

export const putBackObjects = sqliteTable(
  "put_back_objects",
  {
    programId: text("program_id").notNull(),
    className: text("class").$type<ObjectClass>().notNull(),
    object: text().notNull(),
    expected: integer().notNull(),
    found: integer().notNull(),
    seenAtMs: integer("seen_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.className, t.object] })],
);
