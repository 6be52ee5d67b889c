/** What a delivery told, in few words: orders, kinds and sums. Who bought is masked; tokens and goods are left out. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import type { WebhookMessage } from "../source.ts";

/** Messages that are kept of one delivery, and characters of one text. */
const MOST_MESSAGES = 5;
const MOST_CHARACTERS = 128;

export interface SummarizedMessage {
  readonly kind: WebhookMessage["kind"];
  readonly orderId?: string;
  readonly type?: string;
  readonly amount?: number;
  readonly refundedTotal?: number;
  readonly currency?: string;
  readonly occurredAt?: string;
  readonly customerId?: string;
  readonly reason?: string;
}

export function summaryOf(messages: readonly WebhookMessage[]): SummarizedMessage[] {
  return messages.slice(0, MOST_MESSAGES).map(summaryOfMessage);
}

function summaryOfMessage(message: WebhookMessage): SummarizedMessage {
  const { kind } = message;
  switch (message.kind) {
    case "conversion":
      return { kind, ...membersOf(message.conversion) };
    case "order_event":
      return { kind, ...membersOf(message.event), orderId: cut(message.orderId) };
    case "link":
      return { kind, orderId: cut(message.belongsTo) };
    case "without_use":
    case "unreadable":
      return { kind, ...(message.reason === undefined ? {} : { reason: message.reason }) };
    default:
      return unknownWord(message, "message");
  }
}

const TEXTS = ["orderId", "type", "currency", "occurredAt"] as const;
const NUMBERS = ["amount", "refundedTotal"] as const;

function membersOf(content: unknown): Partial<SummarizedMessage> {
  const members = (typeof content === "object" && content !== null ? content : {}) as Readonly<
    Record<string, unknown>
  >;
  const texts = TEXTS.flatMap((name) => {
    const value = members[name];
    return typeof value === "string" ? [[name, cut(value)]] : [];
  });
  const numbers = NUMBERS.flatMap((name) =>
    typeof members[name] === "number" ? [[name, members[name]]] : [],
  );
  const { customerId } = members;
  const who = typeof customerId === "string" || typeof customerId === "number" ? String(customerId) : "";
  return {
    ...Object.fromEntries([...texts, ...numbers]),
    ...(who === "" ? {} : { customerId: masked(who) }),
  };
}

function cut(text: string): string {
  return text.slice(0, MOST_CHARACTERS);
}

/** Characters of an id that its beginning gives away nothing of. */
const LEAST_CHARACTERS = 8;

/** The beginning of a longer id. Many people share it. */
export function masked(personId: string): string {
  return `${personId.length < LEAST_CHARACTERS ? "" : personId.slice(0, 2)}…`;
}
