/** Durations of the API, such as `P7D` or `PT36H`, as the whole days that people count; a part of a day counts as one. */

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;
const DAY_SECONDS = 86_400;

export function daysOf(duration: string): number {
  const [, ...parts] = DURATION.exec(duration) ?? [];
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return weeks * 7 + days + Math.ceil((hours * 3_600 + minutes * 60 + seconds) / DAY_SECONDS);
}

const DAY_MS = 86_400_000;

/** Days from now on within which an instant comes, one at least. */
export function daysUntil(instant: string): number {
  return Math.max(1, Math.ceil((Date.parse(instant) - Date.now()) / DAY_MS));
}

type Start = "received" | "paid";

/** When a commission is the promoter's: the text that says it, with how many days. Nobody waits for no days. */
export function ripeningOf(holdPeriod: string, startsAt: Start) {
  const count = daysOf(holdPeriod);
  const id = count === 0 ? (`at-once-from-${startsAt}` as const) : (`held-from-${startsAt}` as const);
  return { id, count };
}
