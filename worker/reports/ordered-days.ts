/** What orders of days come to, from days that are kept and from orders as they stand. */
import type { Span } from "../../domain/reports/cover.ts";
import { NO_ORDERS, type OrderSums } from "../../domain/reports/figures.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { keepDays, keptDays } from "../read-models/kept-sums.tables.ts";
import { customersOfSpans } from "./customers.tables.ts";
import { tryToKeep } from "./keep-ends.ts";
import { timedSums } from "./order-sums.tables.ts";
import { isWholeDay, placeOf } from "./report-period.ts";

export interface OrderedDay {
  readonly sums: OrderSums;
  readonly customers: number;
}

export const NOBODY_ORDERED: OrderedDay = { sums: NO_ORDERS, customers: 0 };

/** What days came to. Whole days of the program's zone that are over are kept; others are read as they stand. */
export async function ordersOfDays(
  reports: D1Database,
  program: Pick<ProgramConfig, "id" | "timezone">,
  days: readonly Span[],
  nowMs: number,
): Promise<OrderedDay[]> {
  const whole = days.filter((day) => isWholeDay(day, program.timezone));
  await tryToKeep(program.id, async () => await keepDays(reports, program.id, { days: whole, nowMs }));
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
