/** ISO 8601 durations with a fixed length: weeks, days, hours, minutes, seconds. Months and years have none. */
const PATTERN = /^P(?:(\d{1,5})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)$/;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Milliseconds of `text`, or undefined when it is not a duration of fixed length. Zero is `PT0S`. */
export function parseDurationMs(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null || text === "P") return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const totalSeconds =
    (weeks ?? 0) * 604_800 +
    (days ?? 0) * 86_400 +
    (hours ?? 0) * 3_600 +
    (minutes ?? 0) * 60 +
    (seconds ?? 0);
  return totalSeconds * 1_000;
}
