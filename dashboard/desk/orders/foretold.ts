/** What an order comes to once an event of it is told, by the service's own rules. What a person reads before pressing is what happens. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { type OrderSums, sumsAfter } from "../../../domain/order/order-sums.ts";
import { isCalledOff, isReversed, refundedUnnamed, shareOf } from "../../../domain/order/refunds.ts";
import type { components } from "../../../sdk/node/api.d.ts";

type Schemas = components["schemas"];

export type Order = Schemas["Order"];

/** What is told of an order, beside its id and reason. */
export type Said = Pick<Schemas["OrderEvent"], "type" | "amount" | "refundedTotal" | "voids">;

/** Minor units: what the order is worth, and what of that is taken back. */
export interface Sums {
  readonly worth: number;
  readonly reversed: number;
}

/** As the rules read them. Amounts are integers of minor units here as there. */
function eventsOf({ events }: Pick<Order, "events">): readonly OrderEvent[] {
  return events.map(
    ({ type, occurredAt, ...event }) =>
      ({ ...event, kind: type, occurredAtMs: Date.parse(occurredAt) }) as unknown as OrderEvent,
  );
}

function sumsOf({ receivedAmount, paidAmount }: Order, events: readonly OrderEvent[]): OrderSums {
  const paid = paidAmount === undefined ? {} : { paid: amountMinor(paidAmount) };
  return sumsAfter({ amount: amountMinor(receivedAmount), ...paid }, events);
}

/** The event happens after all that are known: the service dates it when it comes. */
export function foretold(order: Order, { type, ...said }: Said): Sums {
  const events = eventsOf(order);
  const occurredAtMs = Math.max(0, ...events.map((event) => event.occurredAtMs)) + 1;
  const event = { ...said, eventId: "", kind: type, occurredAtMs } as unknown as OrderEvent;
  const { goods, reversed } = sumsOf(order, [...events, event]);
  return { worth: goods.amount, reversed };
}

/**
 * How a further refund of so much is told. As a part, or where totals were told, of which the greatest counts, as the new total.
 * A part would say nothing beside a greater total.
 */
export function refundOf(order: Order, amount: number): Said {
  const wanted = order.reversedAmount + amount;
  const asPart = { type: "refunded", amount } as const;
  if (foretold(order, asPart).reversed === wanted) return asPart;
  const refundedTotal = refundedUnnamed(eventsOf(order)) + amount;
  const asTotal = { type: "refunded", refundedTotal } as const;
  return foretold(order, asTotal).reversed === wanted ? asTotal : asPart;
}

/** A cancellation, a reversal by hand or a refund of all holds, whatever the order is worth. */
export function isOff(order: Order): boolean {
  return isCalledOff(eventsOf(order));
}

/** Whether somebody took its commissions back by hand, and nobody restored them since. */
export function isReversedByHand({ events }: Pick<Order, "events">): boolean {
  return isReversed(eventsOf({ events }));
}

/** As it was told last; undefined where nobody did. */
export function paidInAll(order: Order): number | undefined {
  return sumsOf(order, eventsOf(order)).share.paid;
}

/** Of what was paid in all and of what commission is earned on, an amount and the part of it that belongs here. */
export interface PaidExample {
  readonly paid: number;
  readonly amount: number;
  readonly part: number;
}

const TENTH = 10;

/** Null where commission is earned on all that was paid, or nobody said how much that was. */
export function paidExample(order: Order): PaidExample | null {
  const { share } = sumsOf(order, eventsOf(order));
  const { worth, paid } = share;
  if (paid === undefined || paid === worth || worth === 0) return null;
  const amount = Math.floor(paid / TENTH);
  return { paid, amount, part: shareOf(share, amount) };
}
