/** Pauses between attempts: they grow, differ by chance, and are as long as the service asks. */

const FIRST_PAUSE_MS = 200;
const LONGEST_OWN_PAUSE_MS = 10_000;

/**
 * How long to wait before the next attempt, in milliseconds.
 *
 * @param attempt how many were made.
 * @param retryAfter the header, in seconds or as a date.
 * @param chance from 0 to 1: those who were refused together come back one by one.
 */
export function pauseMs(attempt: number, retryAfter: string | null, chance: number, nowMs: number): number {
  const own = Math.min(LONGEST_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + chance / 2);
  const asked = retryAfter === null ? Number.NaN : askedMs(retryAfter, nowMs);
  return Number.isNaN(asked) ? own : Math.max(0, asked) + FIRST_PAUSE_MS * chance;
}

function askedMs(retryAfter: string, nowMs: number): number {
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - nowMs;
}
