/** Calendar days in a time zone: which one an instant falls into, and when one begins, whatever the clocks were put to. */
import { DAY_MS } from "../kernel/duration.ts";

/** `2026-11-27`: sorts as text. */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant. @param timezone a name of the IANA time zone database. */
export function dayOf(atMs: number, timezone: string): Day {
  return new Date(atMs + offsetMs(atMs, timezone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a day. Where clocks are put forward at midnight that is an hour later by the clock. A day that a zone
 * left out begins and ends with the next one.
 */
export function startOfDay(day: Day, timezone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - offsetMs(midnight - offsetMs(midnight, timezone), timezone);
  if (dayOf(guess, timezone) >= day && dayOf(guess - 1, timezone) < day) return guess;
  // Zones are at most 14 hours ahead of UTC and 12 behind.
  let before = midnight - DAY_MS;
  let from = midnight + DAY_MS;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayOf(middle, timezone) < day) before = middle;
    else from = middle;
  }
  return from;
}

/** The day so many days later; below zero for earlier ones. */
export function dayAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one to another. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** True for a day that the calendar has. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** How far a zone's clocks are ahead of UTC at an instant. */
function offsetMs(atMs: number, timezone: string): number {
  const format = formats.get(timezone) ?? formatIn(timezone);
  const parts = format.formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return local - Math.floor(atMs / 1_000) * 1_000;
}

function formatIn(timezone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(timezone, format);
  return format;
}

/** A day with its first instant and that of the next one, in milliseconds. */
export interface DayBounds {
  readonly day: Day;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Days of one time zone. Instants that follow each other are mostly of one day, and that one is remembered. */
export class CalendarDays {
  readonly #timezone: string;
  #last: DayBounds | undefined;

  /** @param timezone a name of the IANA time zone database. */
  constructor(timezone: string) {
    this.#timezone = timezone;
  }

  /** The day that an instant falls into. */
  of(atMs: number): DayBounds {
    const last = this.#last;
    if (last !== undefined && last.fromMs <= atMs && atMs < last.toMs) return last;
    const day = dayOf(atMs, this.#timezone);
    const fromMs = startOfDay(day, this.#timezone);
    this.#last = { day, fromMs, toMs: startOfDay(dayAfter(day, 1), this.#timezone) };
    return this.#last;
  }
}
