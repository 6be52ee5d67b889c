/** The figures of each day of a period. */
import type { Span } from "../../domain/reports/cover.ts";
import { figuresOf, lifetimeValue, NO_ORDERS, type OrderSums } from "../../domain/reports/figures.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { clickSumsOf, hourlyClicks, type KindSums } from "./click-sums.tables.ts";
import { keepDays, keptDays } from "../read-models/kept-sums.tables.ts";
import { customersOfSpans } from "./customers.tables.ts";
import { timedSums } from "./order-sums.tables.ts";
import { paidOut } from "./paid-out.ts";
import { isWholeDay, placeOf } from "./report-period.ts";
import type { SummaryFigures } from "./summary.ts";

/** Figures of days that follow each other, in their sequence. */
export async function daysFigures(
  env: Env,
  program: ProgramConfig,
  days: readonly Span[],
  nowMs: number,
): Promise<SummaryFigures[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const whole = { fromMs: first.fromMs, toMs: last.toMs };
  const [ordered, hourly, paid] = await Promise.all([
    ordersOfDays(env.REPORTS, program, days, nowMs),
    hourlyClicks(env.REPORTS, program.number, whole),
    paidOut(env, program, whole, "quarter"),
  ]);
  const kinds = days.map((): KindSums[] => []);
  for (const { atMs, ...kind } of hourly) kinds[placeOf(days, atMs)]?.push(kind);
  const paidOn = days.map(() => 0);
  for (const [atMs, net] of paid) {
    const place = placeOf(days, atMs);
    paidOn[place] = (paidOn[place] ?? 0) + net;
  }
  return days.map((_, place) => {
    const { sums, customers } = ordered[place] ?? NOBODY_ORDERED;
    return {
      ...figuresOf(sums, clickSumsOf(kinds[place] ?? [])),
      customers,
      ltv: lifetimeValue(sums, customers),
      paidOut: paidOn[place] ?? 0,
    };
  });
}

interface OrderedDay {
  readonly sums: OrderSums;
  readonly customers: number;
}

const NOBODY_ORDERED: OrderedDay = { sums: NO_ORDERS, customers: 0 };

/** What days came to. Whole days of the program's zone that are over are kept; others are read as they stand. */
export async function ordersOfDays(
  reports: D1Database,
  program: Pick<ProgramConfig, "id" | "timezone">,
  days: readonly Span[],
  nowMs: number,
): Promise<OrderedDay[]> {
  await keepDays(reports, program.id, {
    days: days.filter((day) => isWholeDay(day, program.timezone)),
    nowMs,
  });
  const kept = new Map<number, OrderedDay>();
  for (const { fromMs, customers, ...sums } of await keptDays(reports, program.id, days)) {
    kept.set(fromMs, { sums, customers });
  }
  const open = days.filter(({ fromMs }) => !kept.has(fromMs));
  const read = await readDays(reports, program.id, open);
  return days.map((day) => kept.get(day.fromMs) ?? read.get(day.fromMs) ?? NOBODY_ORDERED);
}

/** Days between which there may be others. */
async function readDays(
  reports: D1Database,
  programId: string,
  days: readonly Span[],
): Promise<ReadonlyMap<number, OrderedDay>> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const [timed, customers] = await Promise.all([
    timedSums(reports, programId, { fromMs: first.fromMs, toMs: last.toMs }),
    customersOfSpans(reports, programId, days),
  ]);
  const sums = days.map((): OrderSums => NO_ORDERS);
  for (const { atMs, ...more } of timed) {
    const place = placeOf(days, atMs);
    if (atMs < (days[place]?.toMs ?? 0)) sums[place] = plus(sums[place] ?? NO_ORDERS, more);
  }
  return new Map(
    days.map(({ fromMs }, place) => [
      fromMs,
      { sums: sums[place] ?? NO_ORDERS, customers: customers.get(place) ?? 0 },
    ]),
  );
}

function plus(a: OrderSums, b: OrderSums): OrderSums {
  return {
    orders: a.orders + b.orders,
    newCustomers: a.newCustomers + b.newCustomers,
    sales: a.sales + b.sales,
    refunded: a.refunded + b.refunded,
    commission: a.commission + b.commission,
  };
}
