/** An order that nobody earned and that evidence may still earn. */
import type { Decision, Terms } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderEvidence } from "../../../domain/attribution/evidence.ts";
import { type ReceivedOrder, withLateEvidence } from "../../../domain/attribution/late-evidence.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { amendmentInForce } from "../../../domain/order/worth.ts";
import { graceEndMs, isUnearned } from "../../../domain/settlement/late-credit.ts";
import type { DecidedOrder } from "../order-storage.ts";

/** With all that was told of it, to be decided anew as of its own time. */
export interface OpenOrder extends ReceivedOrder {
  /** Evidence that came later does not count. */
  readonly knownByMs: number;
  /** Whether the customer was new, where the order named one at first. */
  readonly customerIsNew?: boolean;
  readonly customerSinceMs?: number;
  /** What it was decided under at first. */
  readonly terms?: Terms;
  /** The event that says what the order is worth now. */
  readonly amending?: OrderEvent;
}

/** The order with what a repeat brings, when that may still earn it; undefined when there is nothing to decide. */
export function reopened(
  { order, decision, firstReceivedAtMs }: DecidedOrder,
  evidence: OrderEvidence,
  received: ReceivedOrder,
  nowMs: number,
  events: readonly OrderEvent[],
): OpenOrder | undefined {
  const knownByMs = graceEndMs(decision, firstReceivedAtMs);
  if (!isUnearned(decision) || nowMs > knownByMs) return undefined;
  const joined = withLateEvidence({ order, evidence }, received);
  const amending = amendmentInForce(events);
  return joined === null
    ? undefined
    : {
        ...joined,
        knownByMs,
        ...foundAtFirst(order, decision),
        ...(amending === undefined ? {} : { amending }),
      };
}

/**
 * What was found then holds when an order is decided anew. It keeps its terms: a version may be dated back afterwards. One that
 * named its customer found out whether that one was new: by now it is itself among those known.
 */
export function foundAtFirst(
  { customerId }: Order,
  { terms }: Decision,
): Pick<OpenOrder, "terms" | "customerIsNew" | "customerSinceMs"> {
  if (customerId === undefined) return { terms };
  const { customerIsNew, customerSinceMs } = terms;
  return { terms, customerIsNew, ...(customerSinceMs === undefined ? {} : { customerSinceMs }) };
}
