/** Stripe on the wire: an event as Stripe sends it, and what a merchant may set. */
import { z } from "@hono/zod-openapi";
import { idAnswer, named, words } from "../../http/common.shapes.ts";

/** What of a payment commission is earned on. */
const AMOUNT_BASES = {
  net: "after discounts, without tax and shipping",
  with_tax: "after discounts with tax, without shipping",
  total: "all that was paid",
} as const;

export const stripeSettingsSchema = named(
  "StripeSourceSettings",
  z.strictObject({
    amountBase: words("What commission is earned on", ["net", "with_tax", "total"], AMOUNT_BASES).default(
      "net",
    ),
    acceptPaymentIntents: z.boolean().default(false).openapi({
      description:
        "Whether `payment_intent.succeeded` tells an order: for shops that take payments without Checkout and invoices",
    }),
    customer: words("Whom a one-off payment names as its customer", ["reference", "stripe"], {
      reference: "`client_reference_id` where that is no click token, else Stripe's customer",
      stripe: "Stripe's customer, else `client_reference_id`",
    }).default("reference"),
    customerMetadata: z.string().min(1).max(40).optional().openapi({
      description: "The key of metadata that holds your own id of the customer, before all others",
    }),
    tokenMetadata: z
      .string()
      .min(1)
      .max(40)
      .default("tby")
      .openapi({ description: "The key of metadata that holds click tokens" }),
    promotionCodes: z
      .record(z.string().regex(/^promo_\w{1,120}$/), z.string().min(1).max(128))
      .refine((codes) => Object.keys(codes).length <= 1_000, { error: "expected at most 1,000 codes" })
      .default({})
      .openapi({
        description:
          "Coupon codes by the ids of Stripe's promotion codes, since Stripe's events name the id alone. An id that is " +
          "not listed is the coupon code itself",
      }),
  }),
  { amountBase: "net", acceptPaymentIntents: false, promotionCodes: { promo_1QLkTz2eZvKYlo2C: "LILEI10" } },
);

export type StripeSettings = z.output<typeof stripeSettingsSchema>;

/** A webhook's body, described by what is read of every event. */
export const stripeWebhookSchema = named(
  "StripeWebhook",
  z.looseObject({
    id: idAnswer("Stripe's id of the event", "evt_1QLkTz2eZvKYlo2C"),
    type: z.string().openapi({ description: "What happened, such as `checkout.session.completed`" }),
    created: z.int().openapi({ description: "When, in seconds since 1970" }),
    data: z
      .looseObject({
        object: z.looseObject({}).openapi({ description: "The session, invoice, charge or the like" }),
      })
      .openapi({ description: "What it happened to" }),
  }),
  {
    id: "evt_1QLkTz2eZvKYlo2C",
    type: "checkout.session.completed",
    created: 1_795_334_400,
    data: {
      object: {
        id: "cs_test_a1b2c3",
        mode: "payment",
        payment_status: "paid",
        payment_intent: "pi_3QLkTz2eZvKYlo2C",
        currency: "usd",
        amount_total: 12_000,
        total_details: { amount_discount: 0, amount_shipping: 1_000, amount_tax: 1_000 },
        client_reference_id: "user-77",
      },
    },
  },
);
