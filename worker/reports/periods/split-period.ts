/** Periods of which reports keep what they read, cut into what is over and what may still change. */
import { dayOf, startOfDay } from "../../../domain/program/calendar-day.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { tryToKeep } from "../keep-ends.ts";
import { isOfDays } from "../report-period.ts";

/** Days that are over, and what is left of the period. */
export interface SplitPeriod {
  readonly head: Span;
  readonly tail: Span | null;
}

export type Zoned = Pick<ProgramConfig, "id" | "timezone">;

/** Cuts a period before today; null where nothing is over, and where it is not of days of the program's zone: of others there are too many. */
export function splitPeriod(period: Span, timezone: string, nowMs: number): SplitPeriod | null {
  const { fromMs, toMs } = period;
  if (!isOfDays(period, timezone)) return null;
  const overMs = Math.min(toMs, startOfDay(dayOf(nowMs, timezone), timezone));
  if (overMs <= fromMs) return null;
  return { head: { fromMs, toMs: overMs }, tail: overMs < toMs ? { fromMs: overMs, toMs } : null };
}

/** Reads what is kept, and keeps it where it is not; null where it cannot be. */
export async function readOrKeep<T>(
  programId: string,
  read: () => Promise<T | null>,
  keep: () => Promise<boolean>,
): Promise<T | null> {
  const found = await read();
  if (found !== null) return found;
  let isKept = false;
  await tryToKeep(programId, async () => {
    isKept = await keep();
  });
  return isKept ? await read() : null;
}
