/** What promoters come to on a day, asked of the counters of clicks and of the orders' read model. The database alone sums. */
import { and, eq, gte, isNotNull, lt, not, type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterWindow } from "../../domain/risk/patterns/promoter-window.ts";
import { clickCounters } from "../clicks/schema.tables.ts";
import { isReplaced } from "../read-models/order-projection.tables.ts";
import { queries } from "../platform/queries.ts";
import { orders } from "../read-models/schema.tables.ts";

const SOON_MS = 15_000;
const LONG_MS = 7 * DAY_MS;
/** Of a customer's orders before one, the newest that are looked at: some shops have one customer for all guests. */
const EARLIER_ORDERS = 50;

/** A program by both of its names. */
export interface NumberedProgram {
  readonly id: string;
  readonly number: number;
}

/** Days since 1970, UTC, both included. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

export type Figure = Exclude<keyof PromoterWindow, "promoter">;

/** In the order of the columns of whatever selects them. */
export const FIGURES = [
  "clicks",
  "visitors",
  "orders",
  "timedOrders",
  "within15Seconds",
  "after7Days",
  "customerOrders",
  "newCustomerOrders",
  "takenCustomers",
  "takenCredits",
  "saidOrders",
  "unaskedOrders",
  "endedOrders",
  "reversedOrders",
  "orderPairs",
  "oneNetworkPairs",
  "sales",
] as const satisfies readonly Figure[];

/** Selects of a day's figures by promoter, each of its own: promoter, {@link FIGURES}. They are to be summed. */
export function figuresOfDay(reports: D1Database, program: NumberedProgram, day: number): SQL[] {
  const span = { fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS };
  return [
    clicksOf(reports, program.number, span),
    ordersOf(reports, program.id, span),
    networksOf(reports, program.id, span),
  ];
}

/** All figures, of which those that are not given are nothing. */
function figuresOf(given: Partial<Record<Figure, SQL>>) {
  return Object.fromEntries(FIGURES.map((name) => [name, (given[name] ?? sql`0`).as(name)]));
}

interface MsSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

function clicksOf(reports: D1Database, program: number, { fromMs, toMs }: MsSpan): SQL {
  const { promoter, clicks, uniqueClicks, hourMs } = clickCounters;
  return queries(reports)
    .select({ promoter, ...figuresOf({ clicks: sum(sql`${clicks}`), visitors: sum(sql`${uniqueClicks}`) }) })
    .from(clickCounters)
    .where(and(eq(clickCounters.program, program), gte(hourMs, fromMs), lt(hourMs, toMs)))
    .groupBy(promoter)
    .getSQL();
}

function ordersOf(reports: D1Database, programId: string, span: MsSpan): SQL {
  const { promoter, clickToOrderMs, customerId, isNewCustomer, clickUnasked, creditTaken } = orders;
  const { state, amount, reversedAmount } = orders;
  return queries(reports)
    .select({
      promoter,
      ...figuresOf({
        orders: sum(sql`1`),
        timedOrders: sum(sql`${clickToOrderMs} IS NOT NULL`),
        within15Seconds: sum(sql`${clickToOrderMs} < ${SOON_MS}`),
        after7Days: sum(sql`${clickToOrderMs} >= ${LONG_MS}`),
        customerOrders: sum(sql`${customerId} IS NOT NULL`),
        newCustomerOrders: sum(sql`${customerId} IS NOT NULL AND ${isNewCustomer} = 1`),
        takenCustomers: sum(
          sql`${customerId} IS NOT NULL AND ${isNewCustomer} = 0 AND NOT ${boughtHereBefore()}`,
        ),
        takenCredits: sum(sql`${creditTaken} = 1`),
        saidOrders: sum(sql`${clickUnasked} IS NOT NULL`),
        unaskedOrders: sum(sql`${clickUnasked} = 1`),
        endedOrders: sum(sql`${state} IN ('available', 'reversed')`),
        reversedOrders: sum(sql`${state} = 'reversed' AND ${amount} > 0 AND ${reversedAmount} >= ${amount}`),
        sales: sum(sql`${amount} - ${reversedAmount}`),
      }),
    })
    .from(orders)
    .where(isOfSpan(programId, span))
    .groupBy(promoter)
    .getSQL();
}

/** Whether the customer of an order had bought by its promoter. With every name in full: an inner one would hide an outer one. */
function boughtHereBefore(): SQL {
  return sql`EXISTS (SELECT 1 FROM (SELECT earlier.promoter AS seller FROM orders earlier
      WHERE earlier.program_id = orders.program_id AND earlier.customer_id = orders.customer_id
        AND earlier.occurred_at_ms < orders.occurred_at_ms AND NOT ${isReplaced("earlier")}
      ORDER BY earlier.occurred_at_ms DESC LIMIT ${EARLIER_ORDERS})
    WHERE seller = orders.promoter)`;
}

function networksOf(reports: D1Database, programId: string, span: MsSpan): SQL {
  const { promoter, clickNetwork } = orders;
  const counted = queries(reports)
    .select({
      promoter,
      day: sql<number>`${clickNetwork} / 65536`.as("day"),
      n: sql<number>`count(*)`.as("n"),
    })
    .from(orders)
    .where(and(isOfSpan(programId, span), isNotNull(clickNetwork)))
    .groupBy(promoter, clickNetwork)
    .as("counted");
  const byDay = queries(reports)
    .select({
      promoter: counted.promoter,
      n: sql<number>`sum(${counted.n})`.as("all_n"),
      alike: sql<number>`sum(${counted.n} * (${counted.n} - 1) / 2)`.as("alike"),
    })
    .from(counted)
    .groupBy(counted.promoter, sql`${counted.day}`)
    .as("by_day");
  return queries(reports)
    .select({
      promoter: byDay.promoter,
      ...figuresOf({
        // Pairs with each order in one, and of one network the mean of any such pairing: all pairs are not independent.
        orderPairs: sum(sql`${byDay.n} / 2`),
        oneNetworkPairs: sum(sql`${byDay.alike} * 1.0 / (${byDay.n} - 1 + ${byDay.n} % 2)`),
      }),
    })
    .from(byDay)
    .groupBy(byDay.promoter)
    .getSQL();
}

/** Orders of a program over days that are credited to somebody. */
export function isOfDays(programId: string, { from, to }: DaySpan) {
  return isOfSpan(programId, { fromMs: from * DAY_MS, toMs: (to + 1) * DAY_MS });
}

function isOfSpan(programId: string, { fromMs, toMs }: MsSpan) {
  return and(
    eq(orders.programId, programId),
    gte(orders.occurredAtMs, fromMs),
    lt(orders.occurredAtMs, toMs),
    isNotNull(orders.promoter),
    not(isReplaced("orders")),
  );
}

function sum(of: ReturnType<typeof sql>) {
  return sql<number>`coalesce(sum(${of}), 0)`;
}
