/** Shopify on the wire: a body as Shopify sends it, and what a merchant may set. */
import { z } from "@hono/zod-openapi";
import { named, words } from "../../http/common.shapes.ts";
import { amountBaseSchema } from "../amount-base.ts";

/** Statuses of a payment that may count as paid. */
const STATUSES = {
  paid: "all of it was paid",
  partially_refunded: "it was paid, and a part was given back",
  refunded: "it was paid, and all was given back",
  authorized: "the card holds the sum, and it is not taken yet",
  partially_paid: "a part of it was paid",
  pending: "it is not paid yet, as with cash on delivery",
} as const;

const paymentStatus = words(
  "A status of the payment",
  ["paid", "partially_refunded", "refunded", "authorized", "partially_paid", "pending"],
  STATUSES,
);

const attribute = z.string().min(1).max(40);

export const shopifySettingsSchema = named(
  "ShopifySourceSettings",
  z.strictObject({
    amountBase: amountBaseSchema(),
    paidStatuses: z.array(paymentStatus).min(1).default(["paid", "partially_refunded", "refunded"]).openapi({
      description: "Statuses of the payment in which an order counts. `orders/paid` always tells one",
    }),
    received: words("What says that the customer received the goods", ["fulfilled", "delivered"], {
      fulfilled: "everything was sent",
      delivered: "a carrier says so of the first parcel",
    }).default("fulfilled"),
    tokenAttribute: attribute.default("tby").openapi({
      description: "The note attribute that holds click tokens; else the landing page's address",
    }),
    customerAttribute: attribute.optional().openapi({
      description: "The note attribute that holds your own id of the customer, before Shopify's",
    }),
    guests: words("Whom an order without an account names", ["customers", "nobody"], {
      customers: "Shopify's customer, which is the same for the same e-mail address",
      nobody: "no customer",
    }).default("customers"),
    giftCards: z.boolean().default(false).openapi({
      description:
        "Whether a gift card earns commission when it is sold. What it pays for later earns in any case",
    }),
    acceptTestOrders: z.boolean().default(false).openapi({
      description: "Whether orders of Shopify's test gateway count",
    }),
  }),
  { amountBase: "net", received: "delivered" },
);

export type ShopifySettings = z.output<typeof shopifySettingsSchema>;

/** A webhook's body, described by what an order is read by. */
export const shopifyWebhookSchema = named(
  "ShopifyWebhook",
  z.looseObject({
    id: z.int().openapi({ description: "Shopify's id of the order, refund, edit, delivery or dispute" }),
  }),
  {
    id: 820_982_911_946_154,
    created_at: "2026-11-22T08:00:00-05:00",
    currency: "USD",
    financial_status: "paid",
    total_price: "120.00",
    taxes_included: false,
    customer: { id: 115_310_627_314_723, state: "enabled" },
    landing_site: "/products/tea?tby=AQ",
    line_items: [
      {
        id: 866_550_311_766_439,
        product_id: 788_032_119_674_292,
        quantity: 1,
        price: "100.00",
        discount_allocations: [],
        tax_lines: [{ price: "15.00", rate: 0.15 }],
      },
    ],
  },
);
