/** Any JSON that is signed: how, and which of its fields mean what. Expressions are checked where they are set. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";
import type { MerchantEventKind } from "../../../domain/order/order-event.ts";
import { MERCHANT_EVENTS_MEAN } from "../../orders/order-event.shapes.ts";
import { named, words } from "../../http/common.shapes.ts";

const header = (of: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .openapi({ description: of });

/** The signed text has the body once, and the time where a header says it. */
const TEMPLATE = /^[\x20-\x7e]*\{body\}[\x20-\x7e]*$/;

const signature = z
  .strictObject({
    header: header("The header that holds the signature").default("x-signature"),
    algorithm: words("The hash of the HMAC", ["sha256", "sha512", "sha1"], {
      sha256: "HMAC-SHA256",
      sha512: "HMAC-SHA512",
      sha1: "HMAC-SHA1",
    }).default("sha256"),
    encoding: words("How the signature is written", ["hex", "base64"], {
      hex: "hexadecimal, in either case",
      base64: "base64, of either alphabet",
    }).default("hex"),
    prefix: z
      .string()
      .max(20)
      .default("")
      .openapi({ description: "What stands before the signature, such as `sha256=`" }),
    secretEncoding: words("How the secret is read", ["text", "hex", "base64"], {
      text: "its characters are the key",
      hex: "hexadecimal",
      base64: "base64",
    }).default("text"),
    timestampHeader: header(
      "The header that holds the time of signing; absent: the sender signs none",
    ).optional(),
    timestampUnit: words("What the time counts, since 1970", ["seconds", "milliseconds"], {
      seconds: "seconds",
      milliseconds: "milliseconds",
    }).default("seconds"),
    toleranceSeconds: z
      .int()
      .min(1)
      .max(3_600)
      .default(300)
      .openapi({ description: "How far that time may be from ours, either way" }),
    signedText: z.string().max(100).regex(TEMPLATE).default("{body}").openapi({
      description: "What is signed: `{body}` once, and `{timestamp}`, such as `{timestamp}.{body}`",
    }),
  })
  .refine(({ signedText }) => signedText.split("{body}").length === 2, {
    path: ["signedText"],
    error: "expected {body} once",
  })
  .refine(
    ({ signedText, timestampHeader }) =>
      signedText.includes("{timestamp}") === (timestampHeader !== undefined),
    { path: ["signedText"], error: "expected {timestamp} where timestampHeader is set, and only there" },
  );

/** Characters of one expression. */
const MOST_CHARACTERS = 512;

const expression = (of: string, preset: string) =>
  z
    .string()
    .min(1)
    .max(MOST_CHARACTERS)
    .nullable()
    .default(preset)
    .openapi({ description: `JMESPath to ${of}; null: nowhere` });

const fields = z.strictObject({
  orderId: expression("the order's id", "data.orderId"),
  amount: expression("what commission is earned on, or what an event is about", "data.amount"),
  refundedTotal: expression("all that is refunded so far, in place of an amount", "data.refundedTotal"),
  currency: expression("the currency; absent: the program's", "data.currency"),
  customerId: expression("the customer's id", "data.customerId"),
  token: expression("the click token, or several in a list", "data.clickToken"),
  couponCode: expression("the coupon code", "data.couponCode"),
  campaignId: expression("the campaign", "data.campaignId"),
  items: expression("a list of items with `productId`, `categoryId`, `quantity`, `amount`", "data.items"),
  eventId: expression("the event's id; absent: a hash of the body", "data.eventId"),
  disputeId: expression("the dispute's id", "data.disputeId"),
  voids: expression("the id of the refund that did not happen", "data.voids"),
  occurredAt: expression(
    "when it happened: RFC 3339, or seconds or milliseconds since 1970",
    "data.occurredAt",
  ),
});

/** What a message may count as. */
const KINDS_MEAN = {
  "order.paid": "an order was placed and paid",
  ...(Object.fromEntries(
    Object.entries(MERCHANT_EVENTS_MEAN).map(([kind, means]) => [`order.${kind}`, means]),
  ) as Record<`order.${MerchantEventKind}`, string>),
};
const KINDS = namesOf(KINDS_MEAN);

/** As the source `standard` has them. */
const AS_STANDARD = Object.fromEntries(KINDS.map((kind) => [kind, kind]));

export const customSettingsSchema = named(
  "CustomSourceSettings",
  z.strictObject({
    signature: signature.prefault({}).openapi({ description: "How the body is signed" }),
    type: z
      .string()
      .min(1)
      .max(MOST_CHARACTERS)
      .default("type")
      .openapi({ description: "JMESPath to what says what happened" }),
    values: z
      .record(z.string().min(1).max(128), words("What a value counts as", KINDS, KINDS_MEAN))
      .refine((values) => Object.keys(values).length <= 100, { error: "expected at most 100 values" })
      .default(AS_STANDARD)
      .openapi({ description: "What each value of `type` counts as; of any other nothing is made" }),
    amountUnit: words("How amounts are written", ["minor", "decimal"], {
      minor: "integers of minor units, as here",
      decimal: "decimals such as `12.50`, as numbers or texts",
    }).default("minor"),
    fields: fields.prefault({}).openapi({ description: "Where the body holds what" }),
  }),
  {
    signature: { header: "x-shop-signature", prefix: "sha256=" },
    type: "event",
    values: { "payment.done": "order.paid", "payment.returned": "order.refunded" },
    amountUnit: "decimal",
    fields: { orderId: "payment.number", amount: "payment.total - payment.shipping" },
  },
);

export type CustomSettings = z.output<typeof customSettingsSchema>;
export type CustomFields = CustomSettings["fields"];

/** A webhook's body: what the settings read when nothing is set. */
export const customWebhookSchema = named(
  "CustomWebhook",
  z.looseObject({
    type: z
      .string()
      .optional()
      .openapi({ description: "What happened, unless the settings say where that stands" }),
  }),
  { type: "order.paid", data: { orderId: "order-1001", amount: 10_000, customerId: "user-77" } },
);
