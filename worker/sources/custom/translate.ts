/** Reads a body by the merchant's own expressions: what it counts as, and each field in the words of the API. */
import { createHash } from "node:crypto";
import { idAsText, isSent, type Sent } from "../../orders/sent/as-sent.ts";
import { jsonOf } from "../../platform/json-text.ts";
import { isDecimal, minorOfDecimal } from "../decimal-money.ts";
import type { SourceContext, Translation, VerifiedWebhook, WebhookMessage } from "../source.ts";
import type { CustomFields, CustomSettings } from "./custom.shapes.ts";
import { found } from "./expressions.ts";
import { mayRead } from "./work.ts";

export function translateCustom({ body }: VerifiedWebhook, context: SourceContext): Translation {
  return { messages: [messageOf(body, context)] };
}

/** Stands for what an expression could not read: the API refuses it, or passes over it where it only adds. */
const UNREADABLE = {};

type Found = Readonly<Record<keyof CustomFields, unknown>>;

function messageOf(body: unknown, context: SourceContext): WebhookMessage {
  const settings = context.settings as CustomSettings;
  const expressions = [settings.type, ...Object.values(settings.fields)].flatMap((text) => text ?? []);
  if (!mayRead(expressions, body)) return { kind: "unreadable", reason: "body_too_large" };
  const type = valueOf(settings.type, body);
  if (typeof type !== "string" && typeof type !== "number" && typeof type !== "boolean")
    return { kind: "unreadable", reason: "type_unreadable" };
  const kind = new Map(Object.entries(settings.values)).get(String(type));
  if (kind === undefined) return { kind: "without_use" };
  const fields = Object.fromEntries(
    Object.entries(settings.fields).map(([name, expression]) => [
      name,
      expression === null ? null : valueOf(expression, body),
    ]),
  ) as Found;
  const orderId = idAsText(fields.orderId);
  const currency = said(fields.currency) ?? context.currency;
  const code = typeof currency === "string" ? currency : context.currency;
  const money = (amount: unknown) => minorOf(amount, settings.amountUnit, code);
  const { amount, items } = amountsIn(fields, money);
  const shared = { amount, items, occurredAt: instantIn(fields.occurredAt) };
  if (kind === "order.paid") {
    return {
      kind: "conversion",
      conversion: present({ orderId, ...shared, currency, ...referencesIn(fields) }),
    };
  }
  if (typeof orderId !== "string" || orderId === "")
    return { kind: "unreadable", reason: "order_unreadable" };
  const refundedTotal = money(fields.refundedTotal);
  const event = present({
    ...shared,
    type: kind.slice("order.".length),
    eventId: said(idAsText(fields.eventId)) ?? idOf(body),
    // A total stands in place of an amount.
    ...(refundedTotal === undefined || kind !== "order.refunded" ? {} : { amount: undefined, refundedTotal }),
    disputeId: idAsText(fields.disputeId),
    voids: idAsText(fields.voids),
  });
  return { kind: "order_event", orderId, event };
}

function valueOf(expression: string, body: unknown): unknown {
  try {
    const value = found(expression, body);
    return typeof value === "function" ? UNREADABLE : value;
  } catch {
    return UNREADABLE;
  }
}

function referencesIn({ customerId, token, couponCode, campaignId }: Found) {
  return {
    customerId: idAsText(customerId),
    ...(Array.isArray(token) ? { clickTokens: token } : { clickToken: token }),
    couponCode: idAsText(couponCode),
    campaignId: idAsText(campaignId),
  };
}

function amountsIn({ amount, items }: Found, money: (amount: unknown) => unknown) {
  const read = Array.isArray(items)
    ? items.map((item: unknown) => (isSent(item) ? { ...itemOf(item), amount: money(item["amount"]) } : item))
    : items;
  return { amount: money(amount), items: read };
}

/** Of an item the members that the API knows. */
function itemOf(item: Sent): Sent {
  const { productId, categoryId, quantity = 1 } = item;
  return present({
    productId: idAsText(productId),
    categoryId: idAsText(categoryId),
    quantity: numberIn(quantity),
  });
}

function numberIn(value: unknown): unknown {
  return typeof value === "string" && isDecimal(value.trim()) ? Number(value) : value;
}

/** More digits than any currency has, and fewer than a number keeps exactly: what arithmetic leaves beyond is rounded off. */
const DIGITS = 6;

function minorOf(amount: unknown, unit: CustomSettings["amountUnit"], currency: string): unknown {
  const sent = said(amount);
  if (sent === undefined) return undefined;
  if (unit === "minor") return numberIn(sent);
  const text = typeof sent === "number" ? sent.toFixed(DIGITS) : sent;
  return typeof text === "string" && isDecimal(text)
    ? minorOfDecimal(text, currency.toUpperCase())
    : UNREADABLE;
}

/** Seconds since 1970 have ten digits until 2286, milliseconds thirteen. */
const FIRST_MILLISECONDS = 1e11;

function instantIn(value: unknown): unknown {
  const number = numberIn(value);
  if (typeof number !== "number") return value;
  const ms = number < FIRST_MILLISECONDS ? number * 1_000 : number;
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : UNREADABLE;
}

/** Null and an empty text say nothing. */
function said(value: unknown): unknown {
  const text = typeof value === "string" ? value.trim() : value;
  return text === null || text === "" ? undefined : text;
}

function present(members: Sent): Sent {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => said(member) !== undefined));
}

/** The same for the same body: what comes again is the same event. Undefined: the body is nested too deep. */
function idOf(body: unknown): string | undefined {
  const text = jsonOf(body);
  return text === undefined ? undefined : `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
