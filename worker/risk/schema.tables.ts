/** What is known of promoters' figures since the last night, and cases of promoters that a person looks at. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { CASE_STATES, ORDER_OUTCOMES } from "../../domain/risk/risk-case.ts";

export const promoterStatistics = sqliteTable(
  "promoter_statistics",
  {
    programId: text("program_id").notNull(),
    promoter: integer().notNull(),
    day: integer().notNull(),
    figures: text().notNull(),
    patterns: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter] })],
);

export const promoterSums = sqliteTable(
  "promoter_sums",
  {
    programId: text("program_id").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    night: integer().notNull(),
    day: integer().notNull(),
    clicks: integer().notNull(),
    visitors: integer().notNull(),
    orders: integer().notNull(),
    timedOrders: integer("timed_orders").notNull(),
    within15Seconds: integer("within_15_seconds").notNull(),
    after7Days: integer("after_7_days").notNull(),
    customerOrders: integer("customer_orders").notNull(),
    newCustomerOrders: integer("new_customer_orders").notNull(),
    takenCustomers: integer("taken_customers").notNull().default(0),
    takenCredits: integer("taken_credits").notNull().default(0),
    saidOrders: integer("said_orders").notNull().default(0),
    unaskedOrders: integer("unasked_orders").notNull().default(0),
    endedOrders: integer("ended_orders").notNull(),
    reversedOrders: integer("reversed_orders").notNull(),
    orderPairs: integer("order_pairs").notNull(),
    oneNetworkPairs: real("one_network_pairs").notNull(),
    sales: integer().notNull(),
    patterns: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter] })],
);

export const riskCases = sqliteTable(
  "risk_cases",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    state: text({ enum: CASE_STATES }).notNull(),
    openedAtMs: integer("opened_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
    appeal: text(),
    appealedAtMs: integer("appealed_at_ms"),
    confirmedBy: text("confirmed_by"),
    closedAtMs: integer("closed_at_ms"),
    closedBy: text("closed_by"),
    closedReason: text("closed_reason"),
    reasons: text(),
    atStake: integer("at_stake"),
    applyingSinceMs: integer("applying_since_ms"),
    heldReason: text("held_reason"),
    heldBy: text("held_by"),
    heldAtMs: integer("held_at_ms"),
    heldUntilMs: integer("held_until_ms"),
    heldThroughMs: integer("held_through_ms"),
    unreached: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex("risk_cases_open")
      .on(t.program, t.promoter)
      .where(sql`state = 'open'`),
    index("risk_cases_by_state").on(t.program, t.state, t.number),
    index("risk_cases_by_promoter").on(t.program, t.promoter, t.number),
    index("risk_cases_applying")
      .on(t.applyingSinceMs)
      .where(sql`applying_since_ms IS NOT NULL`),
    index("risk_cases_held")
      .on(t.heldThroughMs)
      .where(sql`state = 'open' AND held_at_ms IS NOT NULL AND applying_since_ms IS NULL`),
  ],
);

export const riskCaseOrders = sqliteTable(
  "risk_case_orders",
  {
    caseNumber: integer("case_number").notNull(),
    orderId: text("order_id").notNull(),
    outcome: text({ enum: ORDER_OUTCOMES }),
    decision: integer().$type<1 | 2>(),
    appliedAtMs: integer("applied_at_ms"),
    replaySinceMs: integer("replay_since_ms"),
  },
  (t) => [
    primaryKey({ columns: [t.caseNumber, t.orderId] }),
    index("risk_case_orders_replayed")
      .on(t.caseNumber, t.orderId)
      .where(sql`replay_since_ms IS NOT NULL`),
  ],
);
