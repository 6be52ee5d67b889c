/** The figures of each day of a period. */
import type { Span } from "../../domain/reports/cover.ts";
import { figuresOf, lifetimeValue, NO_ORDERS, type OrderSums } from "../../domain/reports/figures.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { clickSumsOf, hourlyClicks, type KindSums } from "./click-sums.tables.ts";
import { customersOfSpans } from "./customers.tables.ts";
import { timedSums } from "./order-sums.tables.ts";
import { paidOut } from "./paid-out.ts";
import { placeOf } from "./report-period.ts";
import type { SummaryFigures } from "./summary.ts";

/** Figures of days that follow each other, in their sequence. */
export async function daysFigures(
  env: Env,
  program: ProgramConfig,
  days: readonly Span[],
): Promise<SummaryFigures[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const whole = { fromMs: first.fromMs, toMs: last.toMs };
  const [timed, hourly, customers, paid] = await Promise.all([
    timedSums(env.REPORTS, program.id, whole),
    hourlyClicks(env.REPORTS, program.number, whole),
    customersOfSpans(env.REPORTS, program.id, days),
    paidOut(env, program, whole, "quarter"),
  ]);
  const sums = days.map((): OrderSums => NO_ORDERS);
  for (const { atMs, ...more } of timed) {
    const place = placeOf(days, atMs);
    sums[place] = plus(sums[place] ?? NO_ORDERS, more);
  }
  const kinds = days.map((): KindSums[] => []);
  for (const { atMs, ...kind } of hourly) kinds[placeOf(days, atMs)]?.push(kind);
  const paidOn = days.map(() => 0);
  for (const [atMs, net] of paid) {
    const place = placeOf(days, atMs);
    paidOn[place] = (paidOn[place] ?? 0) + net;
  }
  return days.map((_, place) => {
    const ofDay = sums[place] ?? NO_ORDERS;
    const who = customers.get(place) ?? 0;
    return {
      ...figuresOf(ofDay, clickSumsOf(kinds[place] ?? [])),
      customers: who,
      ltv: lifetimeValue(ofDay, who),
      paidOut: paidOn[place] ?? 0,
    };
  });
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
