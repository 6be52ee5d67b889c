/** How long a log is: by age, and by number. It is shortened at its old end, in parts. */
import type { NotificationStorage } from "./notification-storage.ts";

export interface Retention {
  readonly keptMs: number;
  readonly most: number;
}

/** Events that one part deletes: a tap waits no longer than such a part takes. */
const PER_PART = 1_000;

export function isOver(storage: NotificationStorage, { most }: Retention): boolean {
  const { first, last } = storage.span();
  return last - first + 1 > most;
}

/** Run it inside a transaction. @returns how many events went. */
export function sweepPart(storage: NotificationStorage, { keptMs, most }: Retention, nowMs: number): number {
  const tooMany = storage.span().last - most;
  const tooOld = storage.lastRecordedBefore(nowMs - keptMs, PER_PART);
  return storage.deleteUpTo(Math.max(tooMany, tooOld), PER_PART);
}
