/** Events of an order as a merchant tells them, drawn by chance: repeated, voided, contradicted, called off. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { MerchantEventKind } from "../../../domain/order/order-event.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { ReceivedEvent } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { Chance } from "../../support/chance.ts";
import { HOUR_MS } from "./cast.ts";
import { drawItems } from "./proposals.ts";

/** Begins the ids of events that come when others have gone on. */
export const CALLED_OFF = "called-off-";

const KINDS: readonly MerchantEventKind[] = [
  "received",
  "received",
  "refunded",
  "refunded",
  "refunded",
  "cancelled",
  "refund_voided",
  "disputed",
  "dispute_won",
  "dispute_lost",
];

/** Events of an order. With `contradicts`, some come twice under one id and differ. */
export function drawEvents(
  chance: Chance,
  order: Order,
  {
    nowMs,
    contradicts,
    amends,
  }: {
    readonly nowMs: number;
    readonly contradicts: boolean;
    /** The order may come to be worth something else. */
    readonly amends: boolean;
  },
): ReceivedEvent[] {
  const events: ReceivedEvent[] = [];
  const at = () => (chance.hits(0.5) ? { occurredAtMs: nowMs + chance.between(-HOUR_MS, HOUR_MS) } : {});
  for (let number = chance.between(0, 7); number > 0; number -= 1) {
    const kind = chance.oneOf(KINDS);
    const takes = kind === "refunded" || kind === "disputed" || kind === "dispute_lost";
    const amount = takes && chance.hits(0.8) ? chance.between(0, Math.ceil(order.amount / 2)) : undefined;
    const event: ReceivedEvent = {
      eventId: `event-${number}`,
      kind,
      ...(kind === "refunded" ? drawRefund(chance, order, amount) : amountOf(amount)),
      ...(kind === "refund_voided" ? { voids: `event-${chance.between(1, 7)}` } : {}),
      ...(kind.startsWith("dispute") ? { disputeId: chance.oneOf(["a", "b"]) } : {}),
      ...at(),
    };
    events.push(event);
    // A sender that contradicts itself under one id.
    if (kind === "refunded" && chance.hits(0.1) && contradicts) events.push(contradicted(event));
  }
  const amendments = amends && chance.hits(0.4) ? chance.between(1, 3) : 0;
  for (let number = amendments; number > 0; number -= 1)
    events.push({ eventId: `amended-${number}`, kind: "amended", ...drawGoods(chance, order), ...at() });
  return [...events, ...drawReturns(chance, order)];
}

function contradicted({ refundedTotal, ...event }: ReceivedEvent): ReceivedEvent {
  return refundedTotal === undefined
    ? { ...event, amount: amountMinor((event.amount ?? 0) + 1) }
    : { ...event, refundedTotal: amountMinor(refundedTotal + 1) };
}

function amountOf(amount: number | undefined): Pick<ReceivedEvent, "amount"> {
  return amount === undefined ? {} : { amount: amountMinor(amount) };
}

/** A part, with the items that it is about or without; or all that was refunded so far. */
function drawRefund(chance: Chance, order: Order, amount: number | undefined): Partial<ReceivedEvent> {
  if (amount !== undefined && chance.hits(0.2)) return { refundedTotal: amountMinor(amount) };
  const item = order.items === undefined || !chance.hits(0.6) ? undefined : chance.oneOf(order.items);
  if (item === undefined || amount === undefined) return amountOf(amount);
  const part = chance.between(0, item.amount);
  // At times its items are not all that it takes back.
  const isWhole = chance.hits(0.8);
  const items = [{ productId: item.productId, amount: part }];
  return { ...amountOf(isWhole ? part : part + 1), items };
}

/** What an order comes to sell: more or less, or nothing. */
function drawGoods(chance: Chance, order: Order): Pick<ReceivedEvent, "amount" | "items"> {
  const amount = chance.hits(0.1) ? 0 : chance.between(0, Math.ceil(order.amount * 1.5));
  return {
    amount: amountMinor(amount),
    ...(order.items === undefined ? {} : { items: drawItems(chance, amount) }),
  };
}

/** Returns that were called off: others may have taken their room in the budget meanwhile. */
function drawReturns(chance: Chance, order: Order): ReceivedEvent[] {
  const events: ReceivedEvent[] = [];
  for (let number = chance.hits(0.5) ? chance.between(1, 2) : 0; number > 0; number -= 1) {
    const amount = chance.hits(0.5) ? {} : { amount: amountMinor(chance.between(0, order.amount)) };
    events.push({ eventId: `return-${number}`, kind: "refunded", ...amount });
    events.push({ eventId: `${CALLED_OFF}${number}`, kind: "refund_voided", voids: `return-${number}` });
  }
  return events;
}
