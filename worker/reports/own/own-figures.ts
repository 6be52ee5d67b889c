/**
 * A promoter's own figures, for its token: orders that it has the greatest credit of, its part of sales, what it earns itself.
 * Why clicks do not count is not told: it would show what to avoid.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import { figuresOf, lifetimeValue, NO_CLICKS, NO_ORDERS } from "../../../domain/reports/figures.ts";
import { rowsOfKeys, type Source } from "../keyed/keyed-report.ts";
import { promoterFiguresIn } from "../keyed/keyed.shapes.ts";
import { PROMOTERS } from "../keyed/promoters.ts";
import { paidOut } from "../paid-out.ts";
import { placeOf } from "../report-period.ts";
import type { SummaryFigures } from "../summary.ts";
import { ownHours } from "./own-clicks.tables.ts";
import { ownSums } from "./own-orders.tables.ts";

export async function ownSummary(source: Source, promoter: PromoterRef): Promise<SummaryFigures> {
  const [row] = await rowsOfKeys(PROMOTERS, { ...source, paidTo: promoter }, [String(promoter)]);
  if (row === undefined) throw new Error("a key has a row");
  return { ...promoterFiguresIn(row), invalidClicks: {} };
}

/** Figures of days that follow each other, in their sequence. */
export async function ownDays(
  { env, program }: Omit<Source, "period">,
  promoter: PromoterRef,
  days: readonly Span[],
): Promise<SummaryFigures[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const whole = { fromMs: first.fromMs, toMs: last.toMs };
  const [sums, hours, paid] = await Promise.all([
    ownSums(env.REPORTS, program.id, promoter, days),
    ownHours(env.REPORTS, program.number, promoter, whole),
    paidOut(env, program, whole, "quarter", promoter),
  ]);
  const clicks = days.map(() => NO_CLICKS);
  for (const { atMs, ...more } of hours) {
    const place = placeOf(days, atMs);
    const known = clicks[place] ?? NO_CLICKS;
    clicks[place] = {
      ...known,
      clicks: known.clicks + more.clicks,
      uniqueClicks: known.uniqueClicks + more.uniqueClicks,
      impressions: known.impressions + more.impressions,
    };
  }
  const paidOn = days.map(() => 0);
  for (const [atMs, net] of paid) {
    const place = placeOf(days, atMs);
    paidOn[place] = (paidOn[place] ?? 0) + net;
  }
  return days.map((_, place) => {
    const { customers, ...own } = sums.get(place) ?? { ...NO_ORDERS, customers: 0 };
    return {
      ...figuresOf(own, clicks[place] ?? NO_CLICKS),
      customers,
      ltv: lifetimeValue(own, customers),
      paidOut: paidOn[place] ?? 0,
    };
  });
}
