/** Calendar months in a program's time zone: which one an instant falls into, and when the next begins. */

/** `2026-11`: sorts as text. */
export type Month = string;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar month of an instant. @param timezone a name of the IANA time zone database. */
export function monthOf(atMs: number, timezone: string): Month {
  const format = formats.get(timezone) ?? formatIn(timezone);
  const parts = format.formatToParts(atMs);
  const part = (type: "year" | "month") => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}`;
}

/** The first instant of the month after that of `atMs`. Found by halving, since zones shift by more than whole hours. */
export function nextMonthMs(atMs: number, timezone: string): number {
  const present = monthOf(atMs, timezone);
  let last = atMs;
  let first = atMs + 32 * 86_400_000;
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (monthOf(middle, timezone) === present) last = middle;
    else first = middle;
  }
  return first;
}

function formatIn(timezone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
  });
  formats.set(timezone, format);
  return format;
}
