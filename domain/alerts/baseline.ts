/**
 * What a count of some hours should be by the same hours of eight weeks, and how unlike it is. The middle of the same days of the
 * week counts, moved by how the last fortnight lay to it. The scale is that of chance at least, and otherwise that of the days.
 */
import { counted, evened, medianOf, spreadOf } from "./robust.ts";

/** Days that are looked at, the one before first. */
export const DAYS_BACK = 56;
const WEEK = 7;
const FORTNIGHT = 14;
/** A count is judged once so many days are known, and so many of the same day of the week. */
const LEAST_DAYS = 28;
const LEAST_WEEKS = 3;

/** How a count lies to what it should be. */
export interface Deviation {
  readonly expected: number;
  /** In standard deviations, below zero where there is less. */
  readonly score: number;
}

/** Null stands for a day that is not known. */
export type Past = readonly (number | null)[];

/**
 * A count by its own past.
 *
 * @param past of the day before, of two days before, and so on.
 * @returns undefined while too little is known.
 */
export function deviationOf(now: number, past: Past): Deviation | undefined {
  const days = past
    .slice(0, DAYS_BACK)
    .flatMap((count, at) => (count === null ? [] : [{ at, day: (at + 1) % WEEK, place: evened(count) }]));
  const middles = new Map<number, number>();
  for (const [day, ones] of Map.groupBy(days, (one) => one.day)) {
    middles.set(day, medianOf(ones.map(({ place }) => place)) ?? 0);
  }
  const same = days.filter(({ day }) => day === 0).length;
  if (days.length < LEAST_DAYS || same < LEAST_WEEKS) return undefined;
  const rests = days.map(({ at, day, place }) => ({ at, rest: place - (middles.get(day) ?? 0) }));
  const latest = rests.filter(({ at }) => at < FORTNIGHT).map(({ rest }) => rest);
  const middle = (middles.get(0) ?? 0) + (medianOf(latest) ?? 0);
  // The middles are themselves of some days alone.
  const known = Math.sqrt(1 + MEDIAN_VARIANCE / same + MEDIAN_VARIANCE / Math.max(1, latest.length));
  // Distances from the middle of some are smaller than those from the true one.
  const fitted = 1 + FITTED / same ** 2;
  const scale = known * Math.max(1, fitted * spreadOf(rests.map(({ rest }) => rest)));
  return { expected: counted(middle), score: (evened(now) - middle) / scale };
}

/** Of a median, beside that of a mean. */
const MEDIAN_VARIANCE = Math.PI / 2;
/** What brings distances from middles of four to nine to the true ones, as normal values show. */
const FITTED = 4.6;

/** A count that rests on another one, as orders on clicks. */
export interface Based {
  readonly count: number;
  readonly of: number;
}

/** A count by what it was of another one on earlier days. @returns undefined while too little is known. */
export function shareDeviationOf(now: Based, past: readonly (Based | null)[]): Deviation | undefined {
  const days = past.slice(0, DAYS_BACK).filter((day) => day !== null && day.of > 0) as readonly Based[];
  if (days.length < LEAST_DAYS) return undefined;
  const share = usualShare(days);
  const rests = days.map(({ count, of }) => evened(count) - evened(of * share));
  const middle = evened(now.of * share) + (medianOf(rests) ?? 0);
  const known = Math.sqrt(1 + (2 * MEDIAN_VARIANCE) / days.length);
  return {
    expected: counted(middle),
    score: (evened(now.count) - middle) / (known * Math.max(1, spreadOf(rests))),
  };
}

/** The middle share; of counts that are mostly zero the share of all together. */
function usualShare(days: readonly Based[]): number {
  const middle = medianOf(days.map(({ count, of }) => count / of)) ?? 0;
  if (middle > 0) return middle;
  const sum = days.reduce((all, { count, of }) => ({ count: all.count + count, of: all.of + of }));
  return sum.count / sum.of;
}
