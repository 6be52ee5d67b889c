/** Instants as people read them, in the zone of the program and not in the browser's. */

/**
 * @param instant RFC 3339.
 * @param timeZone undefined for the browser's.
 */
export function timeText(instant: string, timeZone: string | undefined, language: string): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone });
  return format.format(new Date(instant));
}

export function dayText(instant: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone }).format(new Date(instant));
}

/** The day that it is in a zone, as `2026-11-27`. */
export function dayIn(timeZone: string, atMs: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  });
  return parts.format(atMs);
}

const DAY_MS = 86_400_000;

/** The day so many days behind another. Days of the calendar have no zone. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
