/** Orders and events for tests of the fold. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import type { FoldTerms } from "../../../domain/order/order-state.ts";

export const PLACED_AT_MS = Date.UTC(2026, 5, 1);

export function basis(amount: number, change: Partial<FoldTerms> = {}): FoldTerms {
  return {
    amount: amountMinor(amount),
    occurredAtMs: PLACED_AT_MS,
    settlement: { holdPeriodMs: 7 * DAY_MS, holdStartsAt: "received", autoReceiveAfterMs: 15 * DAY_MS },
    startsUnderReview: false,
    reviewedFromMs: PLACED_AT_MS,
    reviewWithinMs: null,
    ...change,
  };
}

let serial = 0;

/** An event `day` days after the order. */
export function event(
  kind: OrderEvent["kind"],
  day: number,
  more: Partial<Omit<OrderEvent, "amount">> & { amount?: number } = {},
): OrderEvent {
  const { amount, ...rest } = more;
  serial += 1;
  return {
    eventId: `e${serial}`,
    kind,
    occurredAtMs: PLACED_AT_MS + day * DAY_MS,
    ...(amount === undefined ? {} : { amount: amountMinor(amount) }),
    ...rest,
  };
}

/** Every sequence of the given things. */
export function permutationsOf<T>(things: readonly T[]): T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first, index) =>
    permutationsOf(things.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
