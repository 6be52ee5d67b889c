/** The figures of each day of a period. */
import type { Span } from "../../domain/reports/cover.ts";
import { figuresOf, lifetimeValue } from "../../domain/reports/figures.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { clickSumsOf, hourlyClicks, type KindSums } from "./click-sums.tables.ts";
import { NOBODY_ORDERED, ordersOfDays } from "./ordered-days.ts";
import { paidOut } from "./paid-out.ts";
import { placeOf } from "./report-period.ts";
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
