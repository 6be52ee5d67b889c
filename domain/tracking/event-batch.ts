/** One queue message: the events of many requests. */
import { LIMITS } from "../kernel/limits.ts";
import type { ClickColumns } from "./click-columns.ts";
import type { PackedCount } from "./event-count.ts";

export interface EventBatch {
  readonly v: 2;
  /**
   * 12 hex digits of the time when it was made, then 20 random ones: ids ascend, and old ones can be swept. Made once, so
   * that a repeat is known as one.
   */
  readonly id: string;
  readonly sentAtMs: number;
  /** Clicks that are yet to be judged. */
  readonly clicks: readonly ClickColumns[];
  /** Of each of these columns the channels of its clicks, a digit each; absent from what a version before sent. */
  readonly channels?: readonly string[] | undefined;
  readonly counts: readonly PackedCount[];
  /** Which of the counts are a reported order each, with a key by which a repeat is known; absent: none. */
  readonly reported?: readonly (readonly [count: number, key: string])[] | undefined;
}

/** A row is at most 150 bytes of JSON, so that a full batch stays under the 128,000 bytes of a message. */
export const ROWS_PER_BATCH = 800;
/** Reported orders of a batch by which repeats are known; beyond these each call counts. Nobody sells so many at once. */
export const REPORTED_PER_BATCH = 100;
/** The amounts of so many reported orders add up to a safe integer. */
export const COUNTED_PER_BATCH = Math.floor(Number.MAX_SAFE_INTEGER / LIMITS.amountMinor);

/** The least id of a batch made at `atMs`; every one made before is lower. */
export function batchIdFloor(atMs: number): string {
  return Math.floor(atMs).toString(16).padStart(12, "0");
}
