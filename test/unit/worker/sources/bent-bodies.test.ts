/** Bodies that a vendor signed and that are not as it says: each is read or kept, and none is an error of the service. */
import { expect, test } from "vitest";
import type { WebhookSource } from "../../../../worker/configuration/webhook-sources.ts";
import { orderIdSchema } from "../../../../worker/http/common.shapes.ts";
import { readConversion } from "../../../../worker/orders/conversion.shapes.ts";
import { readOrderEvent } from "../../../../worker/orders/order-event.shapes.ts";
import type { WebhookMessage } from "../../../../worker/sources/source.ts";
import { SOURCES } from "../../../../worker/sources/sources.ts";
import { translateWebhook } from "../../../../worker/sources/translate-webhook.ts";
import * as shopify from "../../../support/shopify/bodies.ts";
import { paymentOf } from "../../../support/stripe/told.ts";
import { API_V3_KEY, BY_PUBLIC_KEY, secretOf } from "../../../support/wechatpay/keys.ts";
import { notificationOf, paidOf, refundOf } from "../../../support/wechatpay/notification.ts";
import { orderBody } from "../../../support/woocommerce/bodies.ts";

const NOW_MS = Date.UTC(2026, 10, 27);
const AT_S = NOW_MS / 1_000 - 86_400;

function deep(levels: number): unknown {
  return JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
}

/** What stands in place of a member. */
const BENT: readonly unknown[] = [
  null,
  "",
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  1e300,
  "9999999999999.99999",
  "-9999999999999.99",
  "ZZZ",
  "zzz",
  "\u0000",
  "\ud800",
  "x".repeat(300),
  "9999-12-31T23:59:59",
  [],
  {},
  [null],
  deep(20_000),
];

function* placesIn(value: unknown, before: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [...before, name];
    yield* placesIn(member, [...before, name]);
  }
}

/** The same value with another one at a place. */
function bentAt(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const members = value as Record<string, unknown>;
  const member = bentAt(members[name], rest, by);
  return Array.isArray(value)
    ? value.map((one: unknown, index) => (String(index) === name ? member : one))
    : { ...members, [name]: member };
}

interface Sent {
  readonly source: WebhookSource;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly settings?: object;
  readonly currency?: string;
  /** Around what is bent. */
  readonly within?: (bent: unknown) => unknown;
}

const LINE = { price: "50.00", quantity: 2, tax: "10.00", discount: "1.00", current: 1 };
const GIVEN_BACK = { line: LINE, quantity: 1, subtotal: 45, tax: 4.5 };
const REFUND = shopify.refundBody({
  id: 5,
  orderId: 1,
  currency: "KWD",
  lines: [GIVEN_BACK],
  shipping: "5.00",
  money: "64.50",
});
const ORDER = shopify.orderBody(
  { id: 1, currency: "KWD", total: "115.00", lines: [LINE], updatedAt: "2026-11-22T05:00:00Z" },
  {
    refunds: [REFUND],
    cancelled_at: "2026-11-23T00:00:00Z",
    fulfillment_status: "fulfilled",
    fulfillments: [{ created_at: "2026-11-23T00:00:00Z" }],
    note_attributes: [{ name: "tby", value: "a" }],
  },
);
const WOO_ORDER = orderBody(
  {
    id: 727,
    currency: "KWD",
    total: "104.000",
    fee: "3.00",
    lines: [{ quantity: 2, total: "90.00", tax: "9.00" }],
    paidAt: "2026-11-22T08:00:00",
    modifiedAt: "2026-11-23T08:00:00",
    refunds: [{ id: 1, total: "-1.00" }],
  },
  { coupon_lines: [{ code: "x" }], meta_data: [{ id: 1, key: "_tby", value: "a" }] },
);
const DATA = {
  orderId: "A1",
  amount: 5,
  currency: "CNY",
  customerId: "c",
  clickToken: "t",
  items: [{ productId: "a", quantity: 1, amount: 5 }],
  occurredAt: AT_S,
  metadata: { note: "n" },
};

function sent(): Sent[] {
  const stripe = (["2024-06-20", "2026-09-30.endive"] as const).flatMap((version) => {
    const payment = paymentOf({ version, currency: "mga", hasInvoice: true, promotion: "promo_1" });
    const times = { madeS: AT_S, atS: AT_S };
    return [
      payment.sessionCompleted(),
      payment.invoicePaid(),
      payment.invoicePaymentPaid(),
      payment.intentSucceeded(),
      payment.chargeRefunded(5, AT_S),
      payment.refund("failed", "a", 5, "failed", times),
      payment.creditNote("created", "n", 900, AT_S, 600),
      payment.dispute("closed", "d", 5, "lost", AT_S),
    ];
  });
  const sealed = (type: string, enclosed: unknown): Sent => ({
    source: "wechatpay",
    body: enclosed,
    within: (bent) => notificationOf(type, jsonable(bent), AT_S),
  });
  return [
    ...stripe.map((body): Sent => ({
      source: "stripe",
      body,
      settings: { acceptPaymentIntents: true },
      currency: "MGA",
    })),
    ...(
      [
        ["orders/updated", ORDER],
        ["refunds/create", REFUND],
        ["disputes/update", shopify.disputeBody(1, 7, "52.00", "lost", "KWD")],
        ["fulfillment_events/create", shopify.deliveryBody(1, "delivered", "2026-11-25T00:00:00Z")],
      ] as const
    ).map(([topic, body]): Sent => ({
      source: "shopify",
      body,
      headers: { "x-shopify-topic": topic },
      settings: { amountBase: "total", giftCards: true, received: "delivered" },
      currency: "KWD",
    })),
    { source: "woocommerce", body: WOO_ORDER, settings: { amountBase: "total" }, currency: "KWD" },
    { source: "woocommerce", body: WOO_ORDER, currency: "KWD" },
    sealed("TRANSACTION.SUCCESS", paidOf("P1", { atS: AT_S, attach: "a" })),
    sealed("REFUND.SUCCESS", refundOf("P1", "R1", 5, AT_S)),
    ...["order.paid", "order.refunded", "order.amended"].flatMap((type): Sent[] => [
      { source: "custom", body: { type, data: DATA } },
      { source: "custom", body: { type, data: DATA }, settings: { amountUnit: "decimal" } },
      { source: "standard", body: { type, data: DATA }, headers: { "webhook-id": "m" } },
    ]),
  ];
}

/** What is nested too deep for anybody to write cannot have been enclosed. */
function jsonable(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return {};
  }
}

/** Reads a message as it would be recorded, and answers the orders that it is about. */
function ordersOf(message: WebhookMessage, currency: string): string[] {
  const context = { nowMs: NOW_MS, unknownFields: "ignore" } as const;
  if (message.kind === "conversion") readConversion(message.conversion, { ...context, currency });
  if (message.kind === "link") return [message.id, message.belongsTo];
  if (message.kind !== "order_event") return [];
  readOrderEvent(message.event, context);
  return [message.orderId];
}

test("bodies of every source are bent", () => {
  expect(new Set(sent().map(({ source }) => source))).toEqual(new Set(Object.keys(SOURCES)));
});

test("whatever stands in place of any member, a body is translated, and what is about no order is kept", async () => {
  const secrets = [secretOf(API_V3_KEY, BY_PUBLIC_KEY)];
  let bodies = 0;
  for (const { source, body, headers = {}, settings = {}, currency = "CNY", within } of sent()) {
    const set = SOURCES[source].settingsSchema.parse(settings);
    const plain: unknown = JSON.parse(JSON.stringify(body));
    for (const place of placesIn(plain)) {
      for (const by of BENT) {
        const bent = bentAt(plain, place, by);
        const webhook = { headers: new Headers(headers), body: within?.(bent) ?? bent, secrets };
        const program = { sourceSettings: new Map<WebhookSource, string>(), currency };
        const { messages } = await translateWebhook(program, source, webhook, set);
        expect(messages.length).toBeGreaterThan(0);
        const orders = messages.flatMap((message) => ordersOf(message, currency));
        expect(orders.filter((id) => !orderIdSchema.safeParse(id).success)).toEqual([]);
        bodies += 1;
      }
    }
  }
  expect(bodies).toBeGreaterThan(10_000);
});
