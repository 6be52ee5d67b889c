/** Durations of the API, such as `P30D` or `P2W`, in days. */

const DAYS = /^P(?=\d)(?:(\d+)W)?(?:(\d+)D)?$/;

/** @returns null for one that is no whole number of days as it is written. */
export function durationDays(duration: string): number | null {
  const found = DAYS.exec(duration);
  return found === null ? null : Number(found[1] ?? 0) * 7 + Number(found[2] ?? 0);
}
