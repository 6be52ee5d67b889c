/** Figures of promoters over a window of days, read day by day from the counters of clicks and the orders' read model. */
import { and, eq, gte, isNotNull, lt, not, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { type PromoterWindow, emptyWindow } from "../../domain/risk/patterns/promoter-window.ts";
import { clickCounters } from "../clicks/schema.tables.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { isReplaced } from "../read-models/order-projection.tables.ts";
import { queries } from "../platform/queries.ts";
import { orders } from "../read-models/schema.tables.ts";

const SOON_MS = 15_000;
const LONG_MS = 7 * DAY_MS;

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

type Figures = Omit<PromoterWindow, "promoter">;
type DayFigures = Partial<Figures> & { readonly promoter: number | null };

/** What every promoter came to that had a click or an order. Others are let in after each day. */
export async function readPromoterWindows(
  reports: D1Database,
  program: NumberedProgram,
  { from, to }: DaySpan,
): Promise<PromoterWindow[]> {
  const windows = new Map<number, PromoterWindow>();
  for (let day = from; day <= to; day += 1) {
    const span = { fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS };
    const days = await Promise.all([
      clicksOf(reports, program.number, span),
      ordersOf(reports, program.id, span),
      networksOf(reports, program.id, span),
    ]);
    for (const figures of days.flat()) addTo(windows, figures);
    await letOthersIn();
  }
  return [...windows.values()];
}

function addTo(windows: Map<number, PromoterWindow>, { promoter, ...figures }: DayFigures): void {
  if (promoter === null) return;
  const known = windows.get(promoter) ?? emptyWindow(promoter as PromoterRef);
  const sums = Object.entries(figures).map(([name, figure]) => [name, known[name as keyof Figures] + figure]);
  windows.set(promoter, { ...known, ...(Object.fromEntries(sums) as Partial<Figures>) });
}

interface MsSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

async function clicksOf(reports: D1Database, program: number, { fromMs, toMs }: MsSpan) {
  const { promoter, clicks, uniqueClicks, hourMs } = clickCounters;
  return await queries(reports)
    .select({ promoter, clicks: sum(sql`${clicks}`), visitors: sum(sql`${uniqueClicks}`) })
    .from(clickCounters)
    .where(and(eq(clickCounters.program, program), gte(hourMs, fromMs), lt(hourMs, toMs)))
    .groupBy(promoter);
}

async function ordersOf(reports: D1Database, programId: string, span: MsSpan) {
  const { promoter, clickToOrderMs, customerId, isNewCustomer, state, amount, reversedAmount } = orders;
  return await queries(reports)
    .select({
      promoter,
      orders: sum(sql`1`),
      timedOrders: sum(sql`${clickToOrderMs} IS NOT NULL`),
      within15Seconds: sum(sql`${clickToOrderMs} < ${SOON_MS}`),
      after7Days: sum(sql`${clickToOrderMs} >= ${LONG_MS}`),
      customerOrders: sum(sql`${customerId} IS NOT NULL`),
      newCustomerOrders: sum(sql`${customerId} IS NOT NULL AND ${isNewCustomer} = 1`),
      endedOrders: sum(sql`${state} IN ('available', 'reversed')`),
      reversedOrders: sum(sql`${state} = 'reversed' AND ${amount} > 0 AND ${reversedAmount} >= ${amount}`),
      sales: sum(sql`${amount} - ${reversedAmount}`),
    })
    .from(orders)
    .where(isOfSpan(programId, span))
    .groupBy(promoter);
}

async function networksOf(reports: D1Database, programId: string, span: MsSpan) {
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
  return await queries(reports)
    .select({
      promoter: byDay.promoter,
      // Pairs with each order in one, and of one network the mean of any such pairing: all pairs are not independent.
      orderPairs: sum(sql`${byDay.n} / 2`),
      oneNetworkPairs: sum(sql`${byDay.alike} * 1.0 / (${byDay.n} - 1 + ${byDay.n} % 2)`),
    })
    .from(byDay)
    .groupBy(byDay.promoter);
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
