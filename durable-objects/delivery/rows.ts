/** What travels: numbered rows, in sequence, and the receiver's answer. A row says all that its receiver needs. */
import type { Touch } from "../../domain/attribution/touch.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { ContactKind } from "../../domain/order/order.ts";
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import type { Notification } from "../../domain/notification/notification.ts";
import type { BindingPolicy } from "../../domain/referral/binding-policy.ts";
import type { MovedOrder, MovedVoid } from "./moved-order.ts";
import type { MovedCustomer } from "./moved-customer.ts";
import type { LifeSpan, LogMark } from "./lives.ts";
import type {
  BudgetMessage,
  CustomersSlotMessage,
  IntentMessage,
  JoinMessage,
  LateEvidenceMessage,
  LinkedEventsMessage,
  ReceiverClass,
  RiskFoundMessage,
  SalesMessage,
  SlotClosesMessage,
  SlotOpensMessage,
  UsedMessage,
} from "./messages.ts";

/** A message under its number, without what is the sender's own. */
type Row<Kind> = Omit<Kind, "orderRow" | "credit" | "level"> & { readonly seq: number };

/** An intent for a promoter's wallet. */
export interface IntentRow extends Row<IntentMessage> {
  readonly commissionId: string;
  readonly orderId: string;
}

export type SalesRow = Row<Omit<SalesMessage, "atMs">>;

/** A customer ordered with a promoter's click, by tags that are the program's alone. */
export interface UsedRow extends Row<Omit<UsedMessage, "atMs">> {
  readonly orderId: string;
  /** Tag of the customer. */
  readonly customer: string;
  /** Tags of hashes that the merchant told, by kind. */
  readonly contacts: Readonly<Partial<Record<ContactKind, string>>>;
}

export interface BudgetRow extends Row<Omit<BudgetMessage, "atMs">> {
  readonly orderId: string;
  readonly campaignId: string;
  readonly reservation: number;
  /** The order has left its sender: what whoever has it said of it counts. */
  readonly isGone?: true;
}

/** The binding that an order makes, or ends. */
export interface BindingRow {
  readonly type: "bind" | "unbind";
  readonly seq: number;
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly orderId: string;
  readonly effectiveAtMs: number;
  readonly policy: BindingPolicy;
  /** The buyer becomes a promoter with its wallet in this slot; null where it does not. */
  readonly joins: Joining | null;
}

/** What an order tells its customer's Journey: when it was, the touches it brought, and whether it waits for more. */
export interface CustomerOrderRow {
  readonly type: "order";
  readonly seq: number;
  readonly customerId: string;
  readonly orderId: string;
  readonly occurredAtMs: number;
  /** Since when what the Journey learned may have been missed when the order was decided. */
  readonly gatheredAtMs: number;
  readonly touches: readonly Touch[];
  /** False for an order of nothing: its customer is as new as before. Absent from an older sender. */
  readonly isPaid?: boolean;
  /** Until when late evidence may credit it; null when somebody earned it. */
  readonly unearnedUntilMs: number | null;
  /** The browser that it came from, where one is known. Absent from an older sender. */
  readonly device?: UsedDevice;
  readonly joins: Joining | null;
}

/** A browser from which a customer ordered. */
export interface UsedDevice {
  /** Alias of the visitor within the program. */
  readonly device: string;
  /** Browsers of one customer, as the order's terms have it. */
  readonly most: number;
  /** Until when it counts. */
  readonly untilMs: number;
}

/** Somebody earned an order after all: it waits for no more evidence. */
export interface EarnedRow {
  readonly type: "earned";
  readonly seq: number;
  readonly customerId: string;
  readonly orderId: string;
}

/** An order that comes from another ledger. */
export interface MovedOrderRow {
  readonly type: "moved_order";
  readonly seq: number;
  readonly order: MovedOrder;
}

/** A slot begins to come from another ledger. */
export interface SlotOpensRow extends Row<SlotOpensMessage> {
  /** Books of the program. */
  readonly objects: number;
  /** Reservations that were declared void there: they are void here as well. */
  readonly voids: readonly MovedVoid[];
}

/** A customer who comes from another Journey. */
export interface MovedCustomerRow {
  readonly type: "moved_customer";
  readonly seq: number;
  readonly customer: MovedCustomer;
}

/** A slot of customers begins to come from another Journey, or has come with all of them. */
export interface CustomersSlotRow extends Row<CustomersSlotMessage> {
  /** By it the slot of a customer is computed. */
  readonly slotKey: string;
}

/** What a ledger told another Journey of a customer who is here now. */
export interface RelayedRow {
  readonly type: "relayed";
  readonly seq: number;
  readonly ledger: string;
  readonly row: CustomerRow;
}

/** A member who becomes a promoter, with its wallet in this slot. */
export interface Joining {
  readonly slot: number;
}

export type BookRow = IntentRow | SalesRow | UsedRow | BudgetRow;
/** What a ledger tells of a customer. */
export type CustomerRow = BindingRow | CustomerOrderRow | EarnedRow;
export type JourneyRow = CustomerRow | MovedCustomerRow | CustomersSlotRow | RelayedRow;
export type LedgerRow =
  | Row<LateEvidenceMessage>
  | Row<RiskFoundMessage>
  | Row<LinkedEventsMessage>
  | MovedOrderRow
  | SlotOpensRow
  | Row<SlotClosesMessage>;
export type TreeRow = Row<JoinMessage>;

/** What happened by one change of an owner, each under its id. */
export interface NotifierRow {
  readonly type: "notify";
  readonly seq: number;
  readonly notifications: readonly NamedNotification[];
}

/** A notification under the id that it has wherever it is said again. */
export type NamedNotification = Omit<Notification, "key"> & { readonly id: string };

/** The rows that each class takes. */
export interface RowsOf extends Record<ReceiverClass, { readonly seq: number }> {
  readonly book: BookRow;
  readonly journey: JourneyRow;
  readonly ledger: LedgerRow;
  readonly tree: TreeRow;
  readonly notifier: NotifierRow;
}

export interface Delivery<Row extends { readonly seq: number }> {
  readonly from: Sender;
  /** Where the sender's log stands before the first row, and which lives numbered the rows. */
  readonly after: LogMark;
  readonly lives: readonly LifeSpan[];
  readonly rows: readonly Row[];
  /** Numbers of those that were refused once, and told again since under other numbers: they are taken and not applied. */
  readonly retold?: readonly number[];
}

/** The object that sends, as receivers know it. */
export interface Sender {
  readonly class: ObjectClass;
  readonly name: string;
}

/** Under this key a receiver keeps what it has of a sender. */
export function senderKey({ class: sender, name }: Sender): string {
  return `${sender} ${name}`;
}

/** What a campaign's budget had room for of what a `respend` asked, in minor units. */
export interface GrantedRow {
  readonly seq: number;
  readonly granted: AmountMinor;
}

/** A row that its receiver refused. */
export interface RowRefusal {
  readonly seq: number;
  readonly code: RefusalCode;
}

export interface JournalHead {
  readonly promoter: PromoterRef;
  readonly entries: number;
  readonly head: string;
}

export type DeliveryAnswer =
  | {
      readonly kind: "taken";
      /** The last number that this receiver has. */
      readonly last: LogMark;
      readonly refused: readonly RowRefusal[];
      readonly heads: readonly JournalHead[];
      /** Of a book: one for each `respend` of the delivery that it has taken. */
      readonly grants?: readonly GrantedRow[];
    }
  /** A number is missing: the sender goes back to after `last`. */
  | { readonly kind: "gap"; readonly last: LogMark }
  /** What this receiver has at `last` is not what the sender says it told: one of them was put back. */
  | { readonly kind: "diverged"; readonly last: LogMark };

export type Taken = Extract<DeliveryAnswer, { readonly kind: "taken" }>;
