/** Completes a ledger's messages as their receivers need them: commissions by their ids, orders by what was decided. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import { commissionIdOf } from "../../domain/kernel/ids.ts";
import { graceEndMs, isUnearned } from "../../domain/settlement/late-credit.ts";
import type {
  CustomerMessage,
  MessageTo,
  Numbered,
  NotifyMessage,
  UsedMessage,
} from "../delivery/messages.ts";
import { notifierRows } from "../delivery/notify.ts";
import type { Completions } from "../delivery/owner.ts";
import type { BookRow, BudgetRow, CustomerRow, Joining, NotifierRow, UsedDevice } from "../delivery/rows.ts";
import { sayOrder } from "../../domain/notification/order-news.ts";
import { type LateOrderStorage, NO_EVIDENCE } from "./late-orders/late-order-storage.ts";
import { personTag } from "../object/person-tag.ts";
import type { OrderBuyer } from "./uses/order-buyer-storage.ts";
import type { DecidedOrder, OrderStorage } from "./order-storage.ts";

/** How messages about orders are completed, by the class of their receiver. */
export function completedRows(
  storage: OrderStorage,
  late: LateOrderStorage,
  home: string,
): Pick<Required<Completions>, "book" | "journey" | "notifier"> {
  return {
    book: (messages) => bookRows(storage, messages, home),
    journey: (messages) => journeyRows(storage, late, messages),
    notifier: (messages) => orderNews(storage, messages, home),
  };
}

/** Decisions are read for messages to budgets alone: all else stands in the messages and in the orders' names. */
function bookRows(
  storage: OrderStorage,
  messages: readonly Numbered<MessageTo<"book">>[],
  home: string,
): BookRow[] {
  const namings = storage.namings(orderRowsOf(messages));
  const uses = messages.filter(({ message }) => message.type === "used");
  const buyers = uses.length === 0 ? new Map<number, OrderBuyer>() : storage.buyers(orderRowsOf(uses));
  const budgeted = decidedOrders(
    storage,
    messages.filter(({ message }) => message.type === "budget" || message.type === "given_back"),
  );
  return messages.map(({ seq, message }): BookRow => {
    if (message.type === "sales") {
      const { orderRow: _, atMs: _atMs, ...sales } = message;
      return { ...sales, seq };
    }
    if (message.type === "used") return usedRow(message, seq, buyers.get(message.orderRow), home);
    if (message.type === "budget") {
      const { orderRow, atMs: _atMs, ...spent } = message;
      return { ...spent, seq, ...budgetOf(budgeted(orderRow)) };
    }
    if (message.type === "given_back") {
      const { orderId, moved } = budgeted(message.orderRow);
      const nothing = { type: "budget", kind: "cost", amount: ZERO, reservation: 0 } as const;
      return { ...nothing, seq, orderId, campaignId: message.campaign, ...goneOf(moved) };
    }
    const { orderRow, credit, level, ...intent } = message;
    const naming = namings.get(orderRow);
    invariant(naming !== undefined, "a commission has an order");
    const { slot, orderId } = naming;
    return { ...intent, seq, commissionId: commissionIdOf({ slot, orderId, credit, level }), orderId };
  });
}

/** Customers and hashes are told by tags: the book only asks whether two are the same. */
function usedRow(message: UsedMessage, seq: number, buyer: OrderBuyer | undefined, home: string): BookRow {
  const { orderRow: _, atMs: _atMs, ...use } = message;
  invariant(buyer !== undefined, "who uses a click has an order");
  const { orderId, customerId, hashes } = buyer;
  const contacts = Object.entries(hashes).map(([kind, hash]) => [kind, personTag(home, kind, hash)]);
  return {
    ...use,
    seq,
    orderId,
    customer: personTag(home, "customer", customerId),
    contacts: Object.fromEntries(contacts),
  };
}

function journeyRows(
  storage: OrderStorage,
  late: LateOrderStorage,
  numbered: readonly Numbered<MessageTo<"journey">>[],
): CustomerRow[] {
  const messages = numbered.map(ofAnOrder);
  const orderOf = decidedOrders(storage, messages);
  const evidence = late.evidenceOf(orderRowsOf(messages.filter(({ message }) => message.type === "order")));
  return messages.map(({ seq, message }): CustomerRow => {
    const stored = orderOf(message.orderRow);
    const { order, orderId, decision } = stored;
    const { customerId, customerIsErased = false, occurredAtMs } = order;
    invariant(customerId !== undefined, "a Journey hears of its customers' orders alone");
    const about = { seq, customerId, orderId };
    switch (message.type) {
      case "earned":
        return { type: "earned", ...about };
      case "order": {
        const { touches, device, gatheredAtMs } = evidence.get(stored.row) ?? NO_EVIDENCE;
        const unearnedUntilMs = isUnearned(decision) ? graceEndMs(decision, stored.firstReceivedAtMs) : null;
        const joins = customerIsErased ? null : joiningAfter(decision, "order");
        const brought = customerIsErased ? [] : touches.map(({ touch }) => touch);
        return {
          type: "order",
          ...about,
          occurredAtMs,
          gatheredAtMs,
          touches: brought,
          isPaid: order.amount > 0,
          unearnedUntilMs,
          ...(customerIsErased ? {} : usedDevice(stored, device)),
          joins,
        };
      }
      case "bind":
      case "unbind": {
        const { type, promoter, atMs } = message;
        invariant(decision.binding !== undefined, "a binding is one that was decided");
        const { policy } = decision.binding;
        const joins = type === "bind" && !customerIsErased ? joiningAfter(decision, "bind") : null;
        return { type, ...about, promoter, effectiveAtMs: atMs, policy, joins };
      }
      default:
        return unknownWord(message, "message");
    }
  });
}

/** An order's news name it as it is named now; nothing of its decision is read. */
function orderNews(
  storage: OrderStorage,
  messages: readonly Numbered<NotifyMessage>[],
  home: string,
): NotifierRow[] {
  const namings = storage.namings(messages.flatMap(({ message }) => message.row ?? []));
  return notifierRows(home, messages, ({ row, news, atMs }) => {
    const naming = row === null ? undefined : namings.get(row);
    invariant(naming !== undefined && "order" in news, "a ledger tells of its orders alone");
    return sayOrder(naming, news.order, atMs);
  });
}

/** The browser that an order came from, with how many its customer may have. */
function usedDevice(
  { order: { occurredAtMs }, decision: { terms } }: DecidedOrder,
  device: string | undefined,
): { readonly device?: UsedDevice } {
  if (device === undefined || terms.fraud === undefined) return {};
  const untilMs = occurredAtMs + terms.attribution.clickLookbackMs;
  return { device: { device, most: terms.fraud.maxDevicesPerCustomer, untilMs } };
}

/** What moves customers is told by Journeys alone. */
function ofAnOrder({ seq, message }: Numbered<MessageTo<"journey">>): Numbered<CustomerMessage> {
  invariant("orderRow" in message, "a ledger tells Journeys of its orders alone");
  return { seq, message };
}

/** A buyer becomes a promoter with the last message of its order: that of the binding, where there is one. */
function joiningAfter({ joins, binding, risk }: Decision, type: "order" | "bind"): Joining | null {
  const isLast = type === "bind" || binding === undefined;
  return joins !== undefined && isLast && risk.verdict !== "block" ? joins : null;
}

function budgetOf({
  orderId,
  decision: { budget, campaignId },
  moved,
}: DecidedOrder): Pick<BudgetRow, "orderId" | "campaignId" | "reservation" | "isGone"> {
  invariant(budget !== undefined && campaignId !== undefined, "what a budget hears of has a campaign");
  return { orderId, campaignId, reservation: budget.reservation, ...goneOf(moved) };
}

function goneOf(moved: DecidedOrder["moved"]): Pick<BudgetRow, "isGone"> {
  return moved === 2 ? { isGone: true } : {};
}

function orderRowsOf(messages: readonly Numbered<MessageTo<"book"> | CustomerMessage>[]): number[] {
  return [...new Set(messages.map(({ message }) => message.orderRow))];
}

/** The orders of messages, read together. */
function decidedOrders(
  storage: OrderStorage,
  messages: readonly Numbered<MessageTo<"book"> | CustomerMessage>[],
): (orderRow: number) => DecidedOrder {
  const rows = orderRowsOf(messages);
  const orders = rows.length === 0 ? new Map() : storage.byRows(rows);
  return (orderRow) => {
    const order = orders.get(orderRow);
    invariant(order?.decided === true, "only decided orders have effects");
    return order;
  };
}
