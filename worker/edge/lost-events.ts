/** Counts the events that no queue took, so that reports are known to be short by them. */
import { logError } from "../platform/log.ts";

let lost = 0;

/** Counts lost events, and tells the log why. What is told names nobody. */
export function countLostEvents(events: number, cause: unknown): void {
  lost += events;
  logError("events_lost", cause);
}

/** Events of this isolate that were lost since it began. */
export function lostEvents(): number {
  return lost;
}
