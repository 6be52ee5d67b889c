/** Cuts a period into whole months, days and quarter hours of UTC, and what is left at its ends. */
import { DAY_MS } from "../kernel/duration.ts";

/** From an instant up to another, in milliseconds; the second one is not part of it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Spans by the largest whole units that they are made of. Together they are the period, and none overlaps another. */
export interface Cover {
  readonly months: readonly Span[];
  readonly days: readonly Span[];
  readonly quarters: readonly Span[];
  /** What is no whole quarter hour. */
  readonly rest: readonly Span[];
}

const QUARTER_MS = 900_000;

/** Cuts a period. Each kind has two spans at most, as everything does that stands around what is larger. */
export function coverOf(period: Span): Cover {
  const months = wholeMonths(period);
  const aroundMonths = around([period], months);
  const days = aroundMonths.flatMap((span) => multiples(span, DAY_MS));
  const aroundDays = around(aroundMonths, days);
  const quarters = aroundDays.flatMap((span) => multiples(span, QUARTER_MS));
  return { months, days, quarters, rest: around(aroundDays, quarters) };
}

/** The first instant of the month of UTC, `after` months later. */
export function startOfMonth(atMs: number, after = 0): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + after, 1);
}

function wholeMonths({ fromMs, toMs }: Span): Span[] {
  const first = startOfMonth(fromMs) === fromMs ? fromMs : startOfMonth(fromMs, 1);
  const last = startOfMonth(toMs);
  return first < last ? [{ fromMs: first, toMs: last }] : [];
}

function multiples({ fromMs, toMs }: Span, unitMs: number): Span[] {
  const first = Math.ceil(fromMs / unitMs) * unitMs;
  const last = Math.floor(toMs / unitMs) * unitMs;
  return first < last ? [{ fromMs: first, toMs: last }] : [];
}

/** What of spans lies around the parts that were cut out of them. */
function around(spans: readonly Span[], parts: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const cut = parts.find(({ fromMs, toMs }) => fromMs >= span.fromMs && toMs <= span.toMs);
    if (cut === undefined) return isEmpty(span) ? [] : [span];
    const ends = [
      { fromMs: span.fromMs, toMs: cut.fromMs },
      { fromMs: cut.toMs, toMs: span.toMs },
    ];
    return ends.filter((one) => !isEmpty(one));
  });
}

function isEmpty({ fromMs, toMs }: Span): boolean {
  return fromMs >= toMs;
}
