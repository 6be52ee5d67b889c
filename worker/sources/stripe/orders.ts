/**
 * What tells an order: paid sessions, invoices and payments. An invoice knows most of a payment, then the session, then the
 * payment itself. Whoever comes first is the order, and who knows more says what it is worth.
 */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { WebhookMessage } from "../source.ts";
import { instantOf } from "../../http/instants.ts";
import { baseOf, minorOf, type PaidParts } from "./money.ts";
import type { Invoice, InvoicePayment, PaymentIntent, Session } from "./objects.shapes.ts";
import { fromCredit } from "./proration.ts";
import { promotionsIn, type References, referencesOf } from "./references.ts";
import type { StripeSettings } from "./stripe.shapes.ts";

const TELLINGS = {
  payment: { by: "stripe:payment", rank: 1 },
  session: { by: "stripe:session", rank: 2 },
  invoice: { by: "stripe:invoice", rank: 3 },
} as const;

const WITHOUT_USE: WebhookMessage = { kind: "without_use" };

export function fromSession(session: Session, createdS: number, settings: StripeSettings): WebhookMessage[] {
  const { mode, payment_status: status, payment_intent: payment, invoice } = session;
  // A method that takes days is told by `async_payment_succeeded` once it is paid.
  if (mode === "setup" || status === "unpaid") return [WITHOUT_USE];
  const { amount_total: total, currency, shipping_cost: cost, total_details: details, customer } = session;
  if (total == null || currency == null) return [{ kind: "unreadable" }];
  const shippingTax = cost?.amount_tax ?? 0;
  const conversion = conversionOf(
    {
      orderId: invoice ?? payment ?? session.id,
      currency,
      occurredAtS: createdS,
      parts: {
        total,
        tax: details?.amount_tax ?? 0,
        shipping: cost?.amount_total ?? details?.amount_shipping ?? 0,
        shippingTax,
      },
      references: referencesOf(
        {
          metadata: [session.metadata],
          clientReference: session.client_reference_id,
          customer,
          isRecurring: mode === "subscription",
          promotions: promotionsIn(session.discounts),
        },
        settings,
      ),
      telling: "session",
    },
    settings,
  );
  return [...linked(payment, invoice), conversion];
}

export function fromInvoice(invoice: Invoice, createdS: number, settings: StripeSettings): WebhookMessage[] {
  const { total, shipping_cost: cost, metadata, parent } = invoice;
  const ofSubscription = parent?.subscription_details ?? invoice.subscription_details;
  const payments =
    invoice.payments?.data.map(({ payment }) => payment.payment_intent ?? payment.charge) ?? [];
  const promotions = [invoice.discount?.promotion_code, ...promotionsIn(invoice.discounts)];
  const occurredAtS = invoice.status_transitions?.paid_at ?? createdS;
  const conversion = conversionOf(
    {
      orderId: invoice.id,
      currency: invoice.currency,
      occurredAtS,
      parts: {
        total,
        tax: taxOf(invoice),
        shipping: cost?.amount_total ?? 0,
        shippingTax: cost?.amount_tax ?? 0,
      },
      references: referencesOf(
        {
          metadata: [metadata, ofSubscription?.metadata],
          customer: invoice.customer,
          isRecurring: true,
          promotions,
        },
        settings,
      ),
      items: invoice,
      telling: "invoice",
    },
    settings,
  );
  const paying = [invoice.payment_intent ?? invoice.charge, ...payments];
  const links = paying.flatMap((payment) => linked(payment, invoice.id));
  return [...links, conversion, ...fromCredit(invoice, instantOf(occurredAtS * 1_000))];
}

export function fromInvoicePayment(
  { invoice, payment, amount_paid: amount, currency, status }: InvoicePayment,
  createdS: number,
  settings: StripeSettings,
): WebhookMessage[] {
  if (invoice == null || (status != null && status !== "paid")) return [WITHOUT_USE];
  const links = linked(payment.payment_intent ?? payment.charge, invoice);
  if (amount == null || amount === 0) return links.length === 0 ? [WITHOUT_USE] : links;
  const parts = { total: amount, tax: 0, shipping: 0, shippingTax: 0 };
  const sale = { orderId: invoice, currency, occurredAtS: createdS, parts, references: {} };
  return [...links, conversionOf({ ...sale, telling: "payment" }, settings)];
}

export function fromPaymentIntent(
  payment: PaymentIntent,
  createdS: number,
  settings: StripeSettings,
): WebhookMessage[] {
  const { id, invoice, currency, amount_received: total, amount_details: details, customer } = payment;
  const links = linked(id, invoice);
  if (!settings.acceptPaymentIntents) return links.length === 0 ? [WITHOUT_USE] : links;
  const conversion = conversionOf(
    {
      orderId: invoice ?? id,
      currency,
      occurredAtS: createdS,
      parts: {
        total,
        tax: details?.tax?.total_tax_amount ?? 0,
        shipping: details?.shipping?.amount ?? 0,
        shippingTax: 0,
      },
      references: referencesOf(
        { metadata: [payment.metadata], customer, isRecurring: invoice != null, promotions: [] },
        settings,
      ),
      telling: "payment",
    },
    settings,
  );
  return [...links, conversion];
}

/** What is told of a payment belongs to its invoice, where it pays one. */
export function linked(
  payment: string | null | undefined,
  invoice: string | null | undefined,
): WebhookMessage[] {
  return payment == null || invoice == null ? [] : [{ kind: "link", id: payment, belongsTo: invoice }];
}

function taxOf({ total, total_excluding_tax: net, total_taxes, total_tax_amounts, tax }: Invoice): number {
  if (net != null) return total - net;
  const parts = total_taxes ?? total_tax_amounts;
  return parts == null ? (tax ?? 0) : parts.reduce((sum, { amount }) => sum + amount, 0);
}

interface Sale {
  readonly orderId: string;
  readonly currency: string;
  readonly occurredAtS: number;
  readonly parts: PaidParts;
  readonly references: References;
  readonly items?: Pick<Invoice, "lines">;
  readonly telling: keyof typeof TELLINGS;
}

function conversionOf(sale: Sale, settings: StripeSettings): WebhookMessage {
  const currency = sale.currency.toUpperCase();
  const amount = minorOf(baseOf(sale.parts, settings), currency);
  const paid = minorOf(sale.parts.total, currency);
  const items = sale.items === undefined ? undefined : itemsOf(sale.items, amount, currency);
  const conversion = {
    orderId: sale.orderId,
    amount,
    currency,
    occurredAt: instantOf(sale.occurredAtS * 1_000),
    ...sale.references,
    ...(items === undefined ? {} : { items }),
  };
  const ofPaid = paid === 0 ? {} : { paid: amountMinor(paid) };
  return { kind: "conversion", conversion, added: { ...ofPaid, telling: TELLINGS[sale.telling] } };
}

/** What discounts and included tax take off the lines, as an item below zero, which is spread over them. */
const TAKEN_OFF = "stripe:discount";

/** Lines by product, where the event has all of them and each names one. */
function itemsOf({ lines }: Pick<Invoice, "lines">, amount: number, currency: string) {
  if (lines == null || lines.has_more || lines.data.length === 0 || amount === 0) return undefined;
  const items = lines.data.flatMap(({ amount: units, quantity, price, pricing }) => {
    const productId = pricing?.price_details?.product ?? price?.product;
    if (productId == null) return [];
    const sign = units < 0 ? -1 : 1;
    return [{ productId, quantity: quantity ?? 1, amount: sign * minorOf(Math.abs(units), currency) }];
  });
  const rest = amount - items.reduce((sum, item) => sum + item.amount, 0);
  if (items.length < lines.data.length || rest > 0) return undefined;
  return rest === 0 ? items : [...items, { productId: TAKEN_OFF, quantity: 1, amount: rest }];
}
