/** How a contest stands. */
import type { Contest } from "./contests.tables.ts";

export const CONTEST_STATES = ["scheduled", "running", "settling", "settled", "cancelled"] as const;
export type ContestState = (typeof CONTEST_STATES)[number];

export function stateOf(
  { startsAtMs, endsAtMs, cancelledAtMs, settledAtMs }: Contest,
  nowMs: number,
): ContestState {
  if (cancelledAtMs !== null) return "cancelled";
  if (settledAtMs !== null) return "settled";
  if (nowMs < startsAtMs) return "scheduled";
  return nowMs < endsAtMs ? "running" : "settling";
}
