/** Classes of the time from the click that an order rests on to the order. A glut in the first is how stolen orders look. */
import { DAY_MS, HOUR_MS } from "../kernel/duration.ts";

const MINUTE_MS = 60_000;

/** Where each class begins, in milliseconds; it ends where the next one begins, and the last one does not end. */
export const CLICK_TO_ORDER_FROM_MS = [
  0,
  5_000,
  MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
] as const;

/** From an instant after the click up to another one. */
export interface ClickToOrderClass {
  readonly fromMs: number;
  /** Null of the last class. */
  readonly toMs: number | null;
}

export const CLICK_TO_ORDER_CLASSES: readonly ClickToOrderClass[] = CLICK_TO_ORDER_FROM_MS.map(
  (fromMs, place) => ({ fromMs, toMs: CLICK_TO_ORDER_FROM_MS[place + 1] ?? null }),
);
