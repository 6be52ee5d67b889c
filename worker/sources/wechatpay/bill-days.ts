/** Days of bills are those of China. The bill of a day is made on the next one, by ten o'clock. */
const DAY_MS = 86_400_000;
const AHEAD_MS = 8 * 3_600_000;
const READY_AFTER_MS = 10.5 * 3_600_000;

export function dayOf(ms: number): string {
  return new Date(ms + AHEAD_MS).toISOString().slice(0, 10);
}

export function endOfDayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - AHEAD_MS + DAY_MS;
}

export function nextDay(day: string): string {
  return dayOf(endOfDayMs(day));
}

/** From when on the bill of a day is there. */
export function firstMsWithBill(day: string): number {
  return endOfDayMs(day) + READY_AFTER_MS;
}
