/**
 * Writes a period as a sum and difference of whole years, months and days of UTC. A month less its last three days, where these
 * are fewer than those before them. So few sums are read, wherever a period begins and ends.
 */
import { DAY_MS } from "../kernel/duration.ts";
import { type Span, startOfMonth } from "./cover.ts";

/** A span that counts as often as its sign says. */
export interface SignedSpan extends Span {
  readonly sign: 1 | -1;
}

/** Spans of whole units by their size, and of orders themselves. Added up, each instant of the period counts once, and no other. */
export interface SignedCover {
  readonly years: readonly SignedSpan[];
  readonly months: readonly SignedSpan[];
  readonly days: readonly SignedSpan[];
  readonly rest: readonly SignedSpan[];
}

/** What reading a unit costs against a day's: a day has fewer keys than a month, and a year no more than a month. */
const COSTS = { years: 4, months: 4, days: 1 } as const;
const UNITS = ["years", "months", "days"] as const;
type Unit = (typeof UNITS)[number];

/** Covers a period by those units that make it cheapest: a week in the middle of a month by its days alone. */
export function signedCoverOf(period: Span, largest: "years" | "months" = "years"): SignedCover {
  // From either end it is further to the nearest day than to the other end.
  if (period.toMs - period.fromMs <= DAY_MS / 2) return coverBy(period, []);
  const all = UNITS.slice(UNITS.indexOf(largest));
  const covers = all.map((_, place) => coverBy(period, all.slice(place)));
  const [first, ...others] = covers;
  if (first === undefined) throw new Error("there is a unit");
  return others.reduce((best, one) => (costOf(one) < costOf(best) ? one : best), first);
}

export function startOfYear(atMs: number, after = 0): number {
  return Date.UTC(new Date(atMs).getUTCFullYear() + after, 0, 1);
}

/** By each unit in turn, from where the larger one ended to the nearest of its own. The first one leads from end to end. */
function coverBy({ fromMs, toMs }: Span, units: readonly Unit[]): SignedCover {
  const cover: Record<Unit | "rest", SignedSpan[]> = { years: [], months: [], days: [], rest: [] };
  let begun: Span | undefined;
  for (const unit of units) {
    const near = { fromMs: nearest(unit, fromMs), toMs: nearest(unit, toMs) };
    cover[unit].push(...between(begun, near));
    begun = near;
  }
  cover.rest.push(...between(begun, { fromMs, toMs }));
  return cover;
}

/** What has to be added to one period to make it another. */
function between(one: Span | undefined, other: Span): SignedSpan[] {
  if (one === undefined) return signed(other.fromMs, other.toMs);
  return [...signed(other.fromMs, one.fromMs), ...signed(one.toMs, other.toMs)];
}

/** From an instant to another; taken off, where that one is the earlier. */
function signed(fromMs: number, toMs: number): SignedSpan[] {
  if (fromMs === toMs) return [];
  return fromMs < toMs ? [{ sign: 1, fromMs, toMs }] : [{ sign: -1, fromMs: toMs, toMs: fromMs }];
}

/** The begin of a unit that lies nearest. */
function nearest(unit: Unit, atMs: number): number {
  const [before, after] = around(unit, atMs);
  return atMs - before <= after - atMs ? before : after;
}

function around(unit: Unit, atMs: number): readonly [number, number] {
  if (unit === "years") return [startOfYear(atMs), startOfYear(atMs, 1)];
  if (unit === "months") return [startOfMonth(atMs), startOfMonth(atMs, 1)];
  const day = Math.floor(atMs / DAY_MS) * DAY_MS;
  return [day, day + DAY_MS];
}

function costOf(cover: SignedCover): number {
  const count = (unit: Unit) => cover[unit].reduce((sum, span) => sum + unitsOf(unit, span), 0);
  return UNITS.reduce((sum, unit) => sum + COSTS[unit] * count(unit), 0);
}

function unitsOf(unit: Unit, { fromMs, toMs }: Span): number {
  if (unit === "days") return (toMs - fromMs) / DAY_MS;
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  return unit === "years" ? years : years * 12 + to.getUTCMonth() - from.getUTCMonth();
}

/** The begins of all units of some spans. */
export function startsOf(unit: Unit, spans: readonly SignedSpan[]): { sign: 1 | -1; atMs: number }[] {
  return spans.flatMap(({ sign, fromMs, toMs }) => {
    const starts: { sign: 1 | -1; atMs: number }[] = [];
    for (let atMs = fromMs; atMs < toMs; [, atMs] = around(unit, atMs)) starts.push({ sign, atMs });
    return starts;
  });
}
