/** Disputes of an order, as buyers raise them with their bank: open ones stop a release, lost ones count against the order. */
import { least } from "../kernel/money.ts";
import { type Share, shareOf } from "./refunds.ts";
import type { TakenBack } from "./worth.ts";
import type { OrderEvent } from "./order-event.ts";

/** The id of a dispute that the merchant did not name. */
export const DEFAULT_DISPUTE = "1";

export interface Disputes {
  readonly open: number;
  readonly lost: readonly TakenBack[];
  /** Whether one of these is about all of the order. */
  readonly isAllLost: boolean;
}

/** How many disputes are open, and what each lost one takes back: at most the order's amount, with its items. */
export function disputesOf(events: readonly OrderEvent[], share: Share): Disputes {
  const ids = new Set(events.filter(isDispute).map(disputeIdOf));
  let open = 0;
  const lost: TakenBack[] = [];
  let isAllLost = false;
  for (const id of ids) {
    const own = events.filter((event) => isDispute(event) && disputeIdOf(event) === id);
    const closing = latestOf(own.filter((event) => event.kind !== "disputed"));
    if (closing === undefined) open += 1;
    else if (closing.kind === "dispute_lost") {
      const taken = lostBy(own, closing, share);
      lost.push(taken ?? { amount: share.worth });
      isAllLost ||= taken === undefined;
    }
  }
  return { open, lost, isAllLost };
}

/** The lost event's amount, else the disputed one's; undefined for all. */
function lostBy(own: readonly OrderEvent[], closing: OrderEvent, share: Share): TakenBack | undefined {
  const disputed = latestOf(own.filter((event) => event.kind === "disputed" && event.amount !== undefined));
  const telling = closing.amount === undefined ? disputed : closing;
  if (telling?.amount === undefined) return undefined;
  if (telling.ofPaid === true) {
    return telling.amount >= (share.paid ?? Infinity)
      ? undefined
      : { amount: least(share.worth, shareOf(share, telling.amount)) };
  }
  if (telling.amount > share.worth) return undefined;
  return telling.items === undefined
    ? { amount: telling.amount }
    : { amount: telling.amount, items: telling.items };
}

function isDispute(event: OrderEvent): boolean {
  return event.kind === "disputed" || event.kind === "dispute_won" || event.kind === "dispute_lost";
}

function disputeIdOf(event: OrderEvent): string {
  return event.disputeId ?? DEFAULT_DISPUTE;
}

function latestOf(events: readonly OrderEvent[]): OrderEvent | undefined {
  return [...events].sort(byTime)[events.length - 1];
}

/** By time told; at one time a loss stands over a win, then the event id decides, so that arrival never does. */
function byTime(a: OrderEvent, b: OrderEvent): number {
  if (a.occurredAtMs !== b.occurredAtMs) return a.occurredAtMs - b.occurredAtMs;
  if (a.kind !== b.kind) return a.kind === "dispute_lost" ? 1 : b.kind === "dispute_lost" ? -1 : 0;
  return a.eventId < b.eventId ? -1 : 1;
}
