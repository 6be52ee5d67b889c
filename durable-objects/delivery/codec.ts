/** Messages as columns of an outbox, and back: every type has its place in both functions, or they do not compile. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import type { Phase } from "../../domain/order/order-state.ts";
import type { IntentKind } from "../../domain/settlement/intent.ts";
import type {
  IntentMessage,
  JoinMessage,
  LinkedEventsMessage,
  Message,
  News,
  RiskFoundMessage,
  UsedMessage,
} from "./messages.ts";

/** A message in an outbox. What a type does not need is null. */
export interface Columns {
  readonly kind: Kind;
  /** The row of an order; of a customer who moves or is bound, that of the customer. */
  readonly orderRow: number | null;
  readonly credit: number | null;
  readonly level: number | null;
  readonly phase: Phase | null;
  readonly amount: number | null;
  readonly promoter: number | null;
  readonly atMs: number;
  readonly reopens: 0 | 1;
  /** The month of a sale, the id of an order, a slot, a campaign. Of a join, of linked events, of uses, of findings, of news and of what is relayed JSON. */
  readonly about: string | null;
}

/** One word for each message: intents and budgets by what they ask. */
type Kind = IntentKind | "sales" | "cost" | "respend" | Exclude<Message["type"], "intent" | "budget">;

const KINDS = {
  earn: true,
  hold: true,
  release: true,
  reverse: true,
  restore: true,
  sales: true,
  used: true,
  cost: true,
  respend: true,
  given_back: true,
  bind: true,
  unbind: true,
  order: true,
  earned: true,
  late_evidence: true,
  risk_found: true,
  linked_events: true,
  moved_order: true,
  slot_opens: true,
  slot_closes: true,
  moved_customer: true,
  customers_open: true,
  customers_close: true,
  relayed: true,
  join: true,
  notify: true,
} as const satisfies Readonly<Record<Kind, true>>;

/** Whether this version of the code knows a kind of messages. */
export function isKind(kind: string): kind is Kind {
  return Object.hasOwn(KINDS, kind);
}

const NOTHING = {
  orderRow: null,
  credit: null,
  level: null,
  phase: null,
  amount: null,
  promoter: null,
  reopens: 0,
  about: null,
} as const;

export function pack(message: Message): Columns {
  const { atMs } = message;
  switch (message.type) {
    case "intent":
      return packIntent(message);
    case "sales": {
      const { orderRow, promoter, month, change } = message;
      return { ...NOTHING, kind: "sales", orderRow, promoter, amount: change, atMs, about: month };
    }
    case "budget": {
      const { orderRow, kind, amount } = message;
      return { ...NOTHING, kind, orderRow, amount, atMs };
    }
    case "bind":
    case "unbind": {
      const { type, orderRow, promoter } = message;
      return { ...NOTHING, kind: type, orderRow, promoter, atMs };
    }
    case "order":
    case "earned":
    case "moved_order":
      return { ...NOTHING, kind: message.type, orderRow: message.orderRow, atMs };
    case "moved_customer":
      return { ...NOTHING, kind: "moved_customer", orderRow: message.customerRow, atMs };
    case "slot_opens":
    case "slot_closes":
    case "customers_open":
    case "customers_close":
      return { ...NOTHING, kind: message.type, atMs, about: String(message.slot) };
    case "relayed":
      return { ...NOTHING, kind: "relayed", atMs, about: message.content };
    case "late_evidence":
      return { ...NOTHING, kind: "late_evidence", atMs, about: message.orderId };
    case "used":
    case "given_back":
    case "risk_found":
    case "linked_events":
    case "join":
    case "notify":
      return packText(message);
    default:
      return unknownWord(message, "message");
  }
}

/** A message that a text says, whole or for the most part. */
function packText(message: TextMessage): Columns {
  const { atMs } = message;
  switch (message.type) {
    case "used": {
      const { orderRow, promoter, click, isDisplacing, isOwn, most, untilMs } = message;
      const about = JSON.stringify({ click, isDisplacing, isOwn, most, untilMs });
      return { ...NOTHING, kind: "used", orderRow, promoter, atMs, about };
    }
    case "given_back":
      return { ...NOTHING, kind: "given_back", orderRow: message.orderRow, about: message.campaign, atMs };
    case "risk_found": {
      const { orderId, finding } = message;
      return { ...NOTHING, kind: "risk_found", atMs, about: JSON.stringify({ orderId, finding }) };
    }
    case "linked_events": {
      const { to, slot, events } = message;
      return { ...NOTHING, kind: "linked_events", atMs, about: JSON.stringify({ to, slot, events }) };
    }
    case "join": {
      const { memberId, slot, upline } = message;
      return { ...NOTHING, kind: "join", promoter: upline, atMs, about: JSON.stringify({ memberId, slot }) };
    }
    case "notify": {
      const { row, news } = message;
      return { ...NOTHING, kind: "notify", orderRow: row, atMs, about: JSON.stringify(news) };
    }
    default:
      return unknownWord(message, "message");
  }
}

type TextMessage = Extract<
  Message,
  { readonly type: "used" | "given_back" | "risk_found" | "linked_events" | "join" | "notify" }
>;

function packIntent(message: IntentMessage): Columns {
  const { orderRow, credit, level, intent, phase, amount, promoter, atMs, reopens } = message;
  const columns = { kind: intent, orderRow, credit, level, phase, amount, promoter, atMs };
  return { ...columns, reopens: reopens ? 1 : 0, about: null };
}

/** @throws InvariantViolation for columns that {@link pack} did not make, NotUnderstood for a kind of a later version. */
export function unpack(columns: Columns): Message {
  const { kind, atMs } = columns;
  switch (kind) {
    case "earn":
    case "hold":
    case "release":
    case "reverse":
    case "restore":
      return unpackIntent(columns, kind);
    case "sales": {
      const { orderRow, promoter, about, amount } = columns;
      return {
        type: "sales",
        orderRow: present(orderRow),
        promoter: refOf(promoter),
        month: present(about),
        change: present(amount),
        atMs,
      };
    }
    case "cost":
    case "respend":
      return { ...ordered(columns), type: "budget", kind, amount: amountMinor(present(columns.amount)) };
    case "bind":
    case "unbind":
      return { type: kind, orderRow: present(columns.orderRow), promoter: refOf(columns.promoter), atMs };
    case "order":
    case "earned":
    case "moved_order":
      return { ...ordered(columns), type: kind };
    case "moved_customer":
      return { type: kind, customerRow: present(columns.orderRow), atMs };
    case "slot_opens":
    case "slot_closes":
    case "customers_open":
    case "customers_close":
      return { type: kind, slot: Number(present(columns.about)), atMs };
    case "used":
    case "given_back":
    case "relayed":
    case "late_evidence":
    case "risk_found":
    case "linked_events":
    case "join":
    case "notify":
      return unpackText(columns, kind);
    default:
      return unknownWord(kind, "message");
  }
}

/** A message that a text says, whole or for the most part. */
function unpackText(columns: Columns, kind: TextMessage["type"] | "relayed" | "late_evidence"): Message {
  const { promoter, orderRow, atMs } = columns;
  const text = present(columns.about);
  switch (kind) {
    case "used": {
      const uses = JSON.parse(text) as Pick<
        UsedMessage,
        "click" | "isDisplacing" | "isOwn" | "most" | "untilMs"
      >;
      return { ...ordered(columns), type: kind, promoter: refOf(columns.promoter), ...uses };
    }
    case "given_back":
      return { ...ordered(columns), type: kind, campaign: text };
    case "relayed":
      return { type: kind, content: text, atMs };
    case "late_evidence":
      return { type: kind, orderId: text, atMs };
    case "risk_found":
      return { type: kind, ...(JSON.parse(text) as Pick<RiskFoundMessage, "orderId" | "finding">), atMs };
    case "linked_events":
      return { type: kind, ...(JSON.parse(text) as Omit<LinkedEventsMessage, "type" | "atMs">), atMs };
    case "join": {
      const { memberId, slot } = JSON.parse(text) as Pick<JoinMessage, "memberId" | "slot">;
      return { type: kind, memberId, slot, upline: promoter as PromoterRef | null, atMs };
    }
    case "notify":
      return { type: kind, row: orderRow, news: JSON.parse(text) as News, atMs };
    default:
      return unknownWord(kind, "message");
  }
}

function unpackIntent(columns: Columns, intent: IntentKind): IntentMessage {
  const { orderRow, credit, level, phase, amount, promoter, atMs, reopens } = columns;
  return {
    type: "intent",
    orderRow: present(orderRow),
    credit: present(credit),
    level: present(level),
    intent,
    phase: present(phase),
    amount: amountMinor(present(amount)),
    promoter: refOf(promoter),
    atMs,
    reopens: reopens === 1,
  };
}

function ordered({ orderRow, atMs }: Columns): { readonly orderRow: number; readonly atMs: number } {
  return { orderRow: present(orderRow), atMs };
}

function refOf(promoter: number | null): PromoterRef {
  return present(promoter) as PromoterRef;
}

function present<Value>(value: Value | null): Value {
  invariant(value !== null, "a message has all that its type needs");
  return value;
}
