/**
 * What is read of Stripe's objects, in the forms of its API versions before and since 2025-03-31. All else is passed over. A
 * member that only adds and cannot be read is as if it were absent.
 */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../../domain/kernel/limits.ts";

/** An id, or the object itself where an event expands it. */
const reference = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .nullish()
  .catch(undefined);
/** More than an order may be worth is refused as that; far more is no sum of Stripe's. */
const units = z
  .int()
  .min(-10 * LIMITS.amountMinor)
  .max(10 * LIMITS.amountMinor);
const maybeUnits = units.nullish();
const metadata = z.record(z.string(), z.string()).nullish().catch(undefined);
const currency = z.string().regex(/^[a-z]{3}$/);
/** Until the last second that a year of four digits has. */
const seconds = z.int().min(0).max(253_402_300_799);

const shippingCost = z
  .object({ amount_tax: units.default(0), amount_total: units.default(0) })
  .nullish()
  .catch(undefined);

const promotion = z.union([z.string(), z.object({ id: z.string(), code: z.string().optional() })]).nullish();
const discounts = z
  .array(z.union([z.string(), z.object({ promotion_code: promotion })]))
  .nullish()
  .catch(undefined);

export const eventSchema = z.object({
  id: z.string().min(1).max(128),
  type: z.string(),
  created: seconds,
  data: z.object({ object: z.unknown() }).optional(),
});

export const sessionSchema = z.object({
  id: z.string(),
  mode: z.string(),
  payment_status: z.string(),
  /** Null where a session takes no payment. */
  amount_total: maybeUnits,
  currency: currency.nullish(),
  payment_intent: reference,
  invoice: reference,
  customer: reference,
  client_reference_id: z.string().nullish().catch(undefined),
  metadata,
  discounts,
  shipping_cost: shippingCost,
  total_details: z
    .object({ amount_shipping: units.nullish(), amount_tax: units.nullish() })
    .nullish()
    .catch(undefined),
});

const taxes = z.array(z.object({ amount: units })).nullish();
const ofSubscription = z.object({ metadata }).nullish().catch(undefined);

/** Which invoice a line gives back: that of the time which a change of the subscription left unused. */
const proration = z
  .object({ credited_items: z.object({ invoice: z.string() }).nullish() })
  .nullish()
  .catch(undefined);
const ofItem = z.object({ proration_details: proration }).nullish().catch(undefined);

const line = z.object({
  amount: units,
  quantity: z.int().min(0).nullish(),
  /** Before 2025-03-31. */
  price: z.object({ product: reference }).nullish(),
  pricing: z.object({ price_details: z.object({ product: reference }).nullish() }).nullish(),
  /** Before 2025-03-31. */
  proration_details: proration,
  parent: z
    .object({ subscription_item_details: ofItem, invoice_item_details: ofItem })
    .nullish()
    .catch(undefined),
});

export const invoiceSchema = z.object({
  id: z.string(),
  currency,
  total: units,
  total_excluding_tax: maybeUnits,
  /** Before 2025-03-31: `total_tax_amounts`, and before 2022 `tax` alone. */
  total_taxes: taxes,
  total_tax_amounts: taxes,
  tax: maybeUnits,
  shipping_cost: shippingCost,
  customer: reference,
  metadata,
  /** Before 2025-03-31; `payments` since, where an event has them. */
  payment_intent: reference,
  charge: reference,
  payments: z
    .object({
      data: z.array(z.object({ payment: z.object({ payment_intent: reference, charge: reference }) })),
    })
    .nullish()
    .catch(undefined),
  subscription_details: ofSubscription,
  parent: z.object({ subscription_details: ofSubscription }).nullish().catch(undefined),
  discount: z.object({ promotion_code: promotion }).nullish().catch(undefined),
  discounts,
  status_transitions: z.object({ paid_at: seconds.nullish() }).nullish().catch(undefined),
  lines: z
    .object({ data: z.array(line), has_more: z.boolean().default(false) })
    .nullish()
    .catch(undefined),
});

export const invoicePaymentSchema = z.object({
  invoice: reference,
  currency,
  amount_paid: maybeUnits,
  status: z.string().nullish(),
  payment: z.object({ payment_intent: reference, charge: reference }),
});

export const paymentIntentSchema = z.object({
  id: z.string(),
  currency,
  amount_received: units,
  customer: reference,
  metadata,
  /** Before 2025-03-31. */
  invoice: reference,
  amount_details: z
    .object({
      shipping: z.object({ amount: units.nullish() }).nullish(),
      tax: z.object({ total_tax_amount: units.nullish() }).nullish(),
    })
    .nullish()
    .catch(undefined),
});

export const chargeSchema = z.object({
  id: z.string(),
  currency,
  amount_refunded: units,
  payment_intent: reference,
  /** Before 2025-03-31. */
  invoice: reference,
});

export const refundSchema = z.object({
  id: z.string(),
  currency,
  amount: units,
  status: z.string().nullish(),
  created: seconds,
  charge: reference,
  payment_intent: reference,
});

export const creditNoteSchema = z.object({
  id: z.string(),
  currency,
  amount: units,
  invoice: reference,
  created: seconds,
  out_of_band_amount: maybeUnits,
  customer_balance_transaction: reference,
  /** Before 2025-03-31. */
  refund: reference,
  refunds: z.array(z.object({ amount_refunded: units })).nullish(),
});

export const disputeSchema = z.object({
  id: z.string(),
  currency,
  amount: units,
  status: z.string(),
  created: seconds,
  charge: reference,
  payment_intent: reference,
});

export type Session = z.output<typeof sessionSchema>;
export type InvoiceLine = z.output<typeof line>;
export type Invoice = z.output<typeof invoiceSchema>;
export type InvoicePayment = z.output<typeof invoicePaymentSchema>;
export type PaymentIntent = z.output<typeof paymentIntentSchema>;
export type Charge = z.output<typeof chargeSchema>;
export type Refund = z.output<typeof refundSchema>;
export type CreditNote = z.output<typeof creditNoteSchema>;
export type Dispute = z.output<typeof disputeSchema>;
export type Promotion = z.output<typeof promotion>;
export type Discounts = z.output<typeof discounts>;
