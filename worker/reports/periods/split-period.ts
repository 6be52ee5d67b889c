/** Periods of which reports keep what they read, cut into what is over and what may still change. */
import { HOUR_MS } from "../../../domain/kernel/duration.ts";
import { dayOf, startOfDay } from "../../../domain/program/calendar-day.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { tryToKeep } from "../keep-ends.ts";
import { isOfDays } from "../report-period.ts";

/** What is over, and what is left of the period. */
export interface SplitPeriod {
  readonly head: Span;
  readonly tail: Span | null;
}

export type Zoned = Pick<ProgramConfig, "id" | "timezone">;

/** Nearly all orders are received by then. One that comes later ends what was kept. */
const RECEIVED_MS = HOUR_MS / 4;

/**
 * The ways to cut a period that is worth keeping, the best first: before this hour, and before this day, in which less comes late.
 * None where nothing is over, and where it is not of days of the program's zone: of others there are too many.
 */
export function splitsOf(period: Span, timezone: string, nowMs: number): SplitPeriod[] {
  const { fromMs, toMs } = period;
  if (!isOfDays(period, timezone)) return [];
  const dayMs = startOfDay(dayOf(nowMs, timezone), timezone);
  const hourMs = Math.floor((nowMs - RECEIVED_MS) / HOUR_MS) * HOUR_MS;
  const ends = new Set([Math.max(dayMs, hourMs), dayMs].map((atMs) => Math.min(toMs, atMs)));
  return [...ends]
    .filter((overMs) => overMs > fromMs)
    .map((overMs) => ({
      head: { fromMs, toMs: overMs },
      tail: overMs < toMs ? { fromMs: overMs, toMs } : null,
    }));
}

/** How a cut period is read from what is kept, and how it is kept. */
export interface KeptReading<T> {
  readonly read: (split: SplitPeriod) => Promise<T | null>;
  readonly keep: (split: SplitPeriod) => Promise<boolean>;
}

/** Reads what is kept, and keeps it where it is not; null where it cannot be. */
export async function readOrKeep<T>(
  programId: string,
  splits: readonly SplitPeriod[],
  { read, keep }: KeptReading<T>,
): Promise<T | null> {
  for (const split of splits) {
    const found = await read(split);
    if (found !== null) return found;
    let isKept = false;
    await tryToKeep(programId, async () => {
      isKept = await keep(split);
    });
    const kept = isKept ? await read(split) : null;
    if (kept !== null) return kept;
  }
  return null;
}

/** As {@link readOrKeep}, and keeps nothing where any of the ways is kept: what takes many rows is written no more often than needed. */
export async function readAnyOrKeep<T>(
  programId: string,
  splits: readonly SplitPeriod[],
  reading: KeptReading<T>,
): Promise<T | null> {
  for (const split of splits) {
    const found = await reading.read(split);
    if (found !== null) return found;
  }
  return await readOrKeep(programId, splits, reading);
}
