/**
 * What objects tell each other: a closed union. A message is as its sender keeps it; what the sender's own tables say of
 * an order is looked up when the message is sent.
 */
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { LateFinding } from "../../domain/risk/late-risk.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { Phase } from "../../domain/order/order-state.ts";
import type { BudgetNews } from "../../domain/notification/budget-news.ts";
import type { OrderNews } from "../../domain/notification/order-news.ts";
import type { PayoutNews } from "../../domain/notification/payout-news.ts";
import type { BindingNews, PromoterNews } from "../../domain/notification/people-news.ts";
import type { Month } from "../../domain/program/month.ts";
import type { IntentKind } from "../../domain/settlement/intent.ts";

/** A commission is to be posted, moved on, taken back or restored in its promoter's wallet. */
export interface IntentMessage {
  readonly type: "intent";
  /** Row of the order in its ledger; with credit and level it names the commission. */
  readonly orderRow: number;
  readonly credit: number;
  readonly level: number;
  readonly intent: IntentKind;
  readonly phase: Phase;
  readonly amount: AmountMinor;
  readonly promoter: PromoterRef;
  readonly atMs: number;
  /** An operator replays a stopped commission: this message opens it again. */
  readonly reopens: boolean;
}

/** What an order adds to a promoter's sales, or takes from them. */
export interface SalesMessage {
  readonly type: "sales";
  readonly orderRow: number;
  readonly promoter: PromoterRef;
  /** Where it is counted: the month of the order. */
  readonly month: Month;
  /** In minor units; below 0 after a refund. */
  readonly change: number;
  readonly atMs: number;
}

/** A customer ordered with a click of a promoter, or with what is known of buyers: the promoter's book counts who did. */
export interface UsedMessage {
  readonly type: "used";
  readonly orderRow: number;
  readonly promoter: PromoterRef;
  /** Key of the touch; null where no click earned the order. */
  readonly click: string | null;
  /** The click took the credit of another promoter's just before the order. Absent where no click earned it. */
  readonly isDisplacing?: boolean;
  /** The promoter is the buyer. */
  readonly isOwn: boolean;
  /** Distinct customers of one click, as the order's terms have it. */
  readonly most: number;
  /** Until when the use counts. */
  readonly untilMs: number;
  readonly atMs: number;
}

/**
 * What an order costs its campaign now (`cost`), refunds deducted. Or what it asks for, where commissions are to come back
 * after a voided refund (`respend`). The answer to a question says what was granted.
 */
export interface BudgetMessage {
  readonly type: "budget";
  readonly orderRow: number;
  readonly kind: "cost" | "respend";
  readonly amount: AmountMinor;
  readonly atMs: number;
}

/** An order costs nothing of a campaign that its decision does not name: by one that was lost it did. */
export interface GivenBackMessage {
  readonly type: "given_back";
  readonly orderRow: number;
  readonly campaign: string;
  readonly atMs: number;
}

/** The binding that an order makes, or ends. */
export interface BindingMessage {
  readonly type: "bind" | "unbind";
  readonly orderRow: number;
  readonly promoter: PromoterRef;
  /** When it takes effect. */
  readonly atMs: number;
}

/** A customer's Journey hears of an order, or that somebody earned one after all. */
export interface CustomerOrderMessage {
  readonly type: "order" | "earned";
  readonly orderRow: number;
  readonly atMs: number;
}

/** Evidence has come for an order that nobody earned. */
export interface LateEvidenceMessage {
  readonly type: "late_evidence";
  readonly orderId: string;
  /** When it came. */
  readonly atMs: number;
}

/** Something became known of an order after it was decided. */
export interface RiskFoundMessage {
  readonly type: "risk_found";
  readonly orderId: string;
  readonly finding: LateFinding;
  readonly atMs: number;
}

/** What merchants told of an id belongs to the order of another one, which the receiver has. */
export interface LinkedEventsMessage {
  readonly type: "linked_events";
  /** The other id, and its slot. */
  readonly to: string;
  readonly slot: number;
  readonly events: readonly OrderEvent[];
  readonly atMs: number;
}

/** A buyer, or who was bound, becomes a promoter, once, under whom it was bound to. */
export interface JoinMessage {
  readonly type: "join";
  readonly memberId: string;
  /** Slot of the new promoter's AccountBook. */
  readonly slot: number;
  readonly upline: PromoterRef | null;
  readonly atMs: number;
}

/** An order goes to the ledger that takes its slot, as it stands when it is sent. */
export interface MovedOrderMessage {
  readonly type: "moved_order";
  readonly orderRow: number;
  readonly atMs: number;
}

/** A slot begins to move to the ledger that is told. */
export interface SlotOpensMessage {
  readonly type: "slot_opens";
  readonly slot: number;
  readonly atMs: number;
}

/** A slot has moved to the ledger that is told, with all of its orders. */
export interface SlotClosesMessage {
  readonly type: "slot_closes";
  readonly slot: number;
  readonly atMs: number;
}

/** A customer goes to the Journey that takes its slot, as it stands when it is sent. */
export interface MovedCustomerMessage {
  readonly type: "moved_customer";
  readonly customerRow: number;
  readonly atMs: number;
}

/** A slot of customers begins to move to the Journey that is told, or has moved with all of them. */
export interface CustomersSlotMessage {
  readonly type: "customers_open" | "customers_close";
  readonly slot: number;
  readonly atMs: number;
}

/** What a ledger told of a customer who has left: it goes on to the Journey that has the customer. */
export interface RelayedMessage {
  readonly type: "relayed";
  /** The row and who told it, as JSON. */
  readonly content: string;
  readonly atMs: number;
}

/** What a change says to the merchant's systems, by what it is about: all of one change of an order together. */
export type News =
  | { readonly order: OrderNews }
  | { readonly payout: PayoutNews }
  | { readonly promoter: PromoterNews }
  | { readonly binding: BindingNews }
  | { readonly budget: BudgetNews };

/** Something happened that the program's log of events is to hold. */
export interface NotifyMessage {
  readonly type: "notify";
  /** Row of the order, or of the customer, in its owner; null where the news name all by themselves. */
  readonly row: number | null;
  readonly news: News;
  readonly atMs: number;
}

export type Message =
  | NotifyMessage
  | MovedCustomerMessage
  | CustomersSlotMessage
  | RelayedMessage
  | MovedOrderMessage
  | SlotOpensMessage
  | SlotClosesMessage
  | IntentMessage
  | SalesMessage
  | UsedMessage
  | BudgetMessage
  | GivenBackMessage
  | BindingMessage
  | CustomerOrderMessage
  | LateEvidenceMessage
  | RiskFoundMessage
  | LinkedEventsMessage
  | JoinMessage;

/** Messages about an order of the sender's own. */
export type OrderMessage = Extract<Message, { readonly orderRow: number }>;

/** Which class takes each type of message. */
export const RECEIVER_OF = {
  intent: "book",
  sales: "book",
  used: "book",
  budget: "book",
  given_back: "book",
  bind: "journey",
  unbind: "journey",
  order: "journey",
  earned: "journey",
  late_evidence: "ledger",
  risk_found: "ledger",
  linked_events: "ledger",
  moved_order: "ledger",
  slot_opens: "ledger",
  slot_closes: "ledger",
  moved_customer: "journey",
  customers_open: "journey",
  customers_close: "journey",
  relayed: "journey",
  join: "tree",
  notify: "notifier",
} as const satisfies Record<Message["type"], ObjectClass>;

/** The classes that take messages. */
export type ReceiverClass = (typeof RECEIVER_OF)[Message["type"]];

/** The messages that a class takes. */
export type MessageTo<Class extends ReceiverClass> = Extract<
  Message,
  {
    readonly type: {
      [Type in Message["type"]]: (typeof RECEIVER_OF)[Type] extends Class ? Type : never;
    }[Message["type"]];
  }
>;

/** What a ledger tells a Journey: all of it about orders of its own. */
export type CustomerMessage = Extract<MessageTo<"journey">, OrderMessage>;

/** A message under its number in the sequence of its pair. */
export interface Numbered<Kind extends Message = Message> {
  readonly seq: number;
  readonly message: Kind;
}
