/**
 * Exact sliding windows. Of the times admitted under a key, no window of the given length ever holds more than the limit. That
 * holds whatever sequence the times are told in.
 */

/** A question: may this happen under this key? */
export interface Admission {
  readonly key: string;
  readonly atMs: number;
  /** Most admitted in any window; 1 or more. */
  readonly limit: number;
  readonly windowMs: number;
  /** Of a network: how much each different returning visitor that it showed within the window raises the limit. */
  readonly perReturning?: number;
}

/** Whether a time may join `admitted` (ascending). A window is half-open: two times `windowMs` apart are not in one. */
export function mayAdmit(admitted: readonly number[], { atMs, limit, windowMs }: Admission): boolean {
  const place = placeOf(admitted, atMs);
  // Every run of `limit` admitted times that would share a window with the new one is a refusal.
  const first = Math.max(0, place - limit);
  for (let start = first; start <= place && start + limit - 1 < admitted.length; start += 1) {
    const oldest = Math.min(admitted[start] ?? atMs, atMs);
    const newest = Math.max(admitted[start + limit - 1] ?? atMs, atMs);
    if (newest - oldest < windowMs) return false;
  }
  return true;
}

/** Inserts a time where it belongs and forgets what no window from `horizonMs` on can hold. */
export function withTime(admitted: readonly number[], atMs: number, horizonMs: number): readonly number[] {
  // A list of its exact length: one that grows by pushes has room for sixteen more, in each of many thousand keys.
  const times = admitted.toSpliced(placeOf(admitted, atMs), 0, atMs);
  const behind = placeOf(times, horizonMs - 1);
  return behind === 0 ? times : times.slice(behind);
}

/** Takes out one of the times that equal `atMs`. */
export function withoutTime(admitted: readonly number[], atMs: number): readonly number[] {
  const place = placeOf(admitted, atMs) - 1;
  return admitted[place] === atMs ? admitted.toSpliced(place, 1) : admitted;
}

/** The first place after all times up to and including `atMs`. */
function placeOf(admitted: readonly number[], atMs: number): number {
  let low = 0;
  let high = admitted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((admitted[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
