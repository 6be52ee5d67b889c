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

/** How far the clocks of a zone are ahead of UTC at an instant. */
function aheadMs(timeZone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const of = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes) => of.get(type) ?? 0;
  const local = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
  return local - Math.floor(atMs / 1_000) * 1_000;
}

/**
 * The instant at which a day begins in a zone, wherever the reader's browser stands. Where clocks are changed at midnight either one
 * of the two guesses lies in the day, or both do. Then the day begins with the earlier one.
 */
export function beginOf(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - aheadMs(timeZone, midnight);
  const better = midnight - aheadMs(timeZone, guess);
  const within = [guess, better].filter((atMs) => dayIn(timeZone, atMs) === day);
  return new Date(Math.min(...(within.length === 0 ? [better] : within))).toISOString();
}

/** The last day, in a zone, of what ends at an instant. */
export function lastDayText(endsAt: string, timeZone: string, language: string): string {
  return dayText(new Date(Date.parse(endsAt) - 1).toISOString(), timeZone, language);
}

/**
 * An instant that is typed by the clocks of a zone. Where these are put back they show a time twice, and it is the first or the
 * second of the two. Where they are put forward they show it never.
 */
export interface TypedTime {
  readonly instant: string;
  readonly shown: "once" | "first" | "second" | "never";
}

/**
 * What was saved and still reads so stays, to the second. Of a time that comes twice the first is taken otherwise. One that is left
 * out is as much later as clocks are put forward.
 *
 * @param local to the minute, as a field of the browser has it: `2026-11-29T09:30`.
 * @param saved the instant that stood there before; null for none.
 * @returns null where it is no time: the field takes years of more than four digits.
 */
export function typedTime(local: string, timeZone: string, saved: string | null): TypedTime | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = aheadMs(timeZone, asUtc - DAY_MS);
  const after = aheadMs(timeZone, asUtc + DAY_MS);
  const fitting = [...new Set([before, after])].filter((ahead) => aheadMs(timeZone, asUtc - ahead) === ahead);
  const first = Math.max(...fitting);
  if (saved !== null && minuteIn(saved, timeZone) === local) {
    const isFirst = aheadMs(timeZone, Date.parse(saved)) === first;
    return { instant: saved, shown: fitting.length < 2 ? "once" : isFirst ? "first" : "second" };
  }
  const shown = fitting.length === 2 ? "first" : fitting.length === 1 ? "once" : "never";
  const ahead = fitting.length === 0 ? before : first;
  return { instant: new Date(asUtc - ahead).toISOString(), shown };
}

/** An instant by the clocks of a zone, as a field of the browser has it: `2026-11-29T09:30`. */
export function minuteIn(instant: string, timeZone: string): string {
  const atMs = Date.parse(instant);
  return new Date(atMs + aheadMs(timeZone, atMs)).toISOString().slice(0, 16);
}
