/** Sessions and invoices of Stripe, in the shapes of both of its API versions. */
import type { PaymentShape } from "./facts.ts";

export function sessionOf(payment: PaymentShape): Record<string, unknown> {
  const { total, tax, shipping, discount, currency, customer, reference, metadata, promotion } =
    payment.facts;
  return {
    id: payment.session,
    object: "checkout.session",
    amount_subtotal: total - tax - shipping + discount,
    amount_total: total,
    client_reference_id: reference,
    currency,
    customer,
    customer_details: { email: "buyer@shop.example", name: "A Buyer", phone: null },
    discounts: promotion === "" ? [] : [{ coupon: "co_1", promotion_code: promotion }],
    invoice: payment.invoice,
    livemode: false,
    metadata,
    mode: payment.facts.mode,
    payment_intent: payment.facts.mode === "subscription" ? null : payment.intent,
    payment_link: null,
    payment_status: "paid",
    shipping_cost: null,
    status: "complete",
    subscription: payment.facts.mode === "subscription" ? "sub_1QLkTz2eZvKYlo2C" : null,
    total_details: { amount_discount: discount, amount_shipping: shipping, amount_tax: tax },
  };
}

export function invoiceOf(payment: PaymentShape): Record<string, unknown> {
  const { total, tax, shipping, currency, customer, metadata, promotion, atS, mode } = payment.facts;
  const ofSubscription = { metadata: mode === "subscription" ? metadata : {} };
  const goods = total - tax - shipping;
  const line = { id: "il_1Q", object: "line_item", amount: goods, currency, quantity: 1 };
  return {
    id: payment.invoice,
    object: "invoice",
    amount_due: total,
    amount_paid: total,
    amount_remaining: 0,
    billing_reason: mode === "subscription" ? "subscription_cycle" : "manual",
    created: atS,
    currency,
    customer,
    livemode: false,
    metadata: mode === "subscription" ? {} : metadata,
    shipping_cost:
      shipping === 0 ? null : { amount_subtotal: shipping, amount_tax: 0, amount_total: shipping },
    status: "paid",
    status_transitions: { finalized_at: atS - 1, paid_at: atS, voided_at: null },
    total,
    total_excluding_tax: total - tax,
    ...(payment.isOld
      ? {
          paid: true,
          payment_intent: payment.intent,
          charge: payment.charge,
          tax,
          total_tax_amounts: [{ amount: tax, inclusive: false, tax_rate: "txr_1" }],
          discount: promotion === "" ? null : { id: "di_1", promotion_code: promotion },
          subscription_details: ofSubscription,
          lines: {
            object: "list",
            data: [{ ...line, price: { id: "price_1", product: "prod_tea" } }],
            has_more: false,
          },
        }
      : {
          discounts: promotion === "" ? [] : [{ id: "di_1", promotion_code: promotion }],
          total_taxes: [{ amount: tax, tax_behavior: "exclusive", type: "tax_rate_details" }],
          parent: { type: "subscription_details", subscription_details: ofSubscription },
          lines: {
            object: "list",
            data: [{ ...line, pricing: { type: "price_details", price_details: { product: "prod_tea" } } }],
            has_more: false,
          },
        }),
  };
}
