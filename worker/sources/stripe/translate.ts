/** Which of Stripe's events tells what: the table that the page on Stripe shows. Every other event has no use. */
import type { z } from "@hono/zod-openapi";
import type { SourceContext, Translation, VerifiedWebhook, WebhookMessage } from "../source.ts";
import {
  chargeSchema,
  creditNoteSchema,
  disputeSchema,
  eventSchema,
  invoicePaymentSchema,
  invoiceSchema,
  paymentIntentSchema,
  refundSchema,
  sessionSchema,
} from "./objects.shapes.ts";
import { fromInvoice, fromInvoicePayment, fromPaymentIntent, fromSession } from "./orders.ts";
import { fromCharge, fromCreditNote, fromDispute, fromRefund, fromVoidedNote } from "./refunds.ts";
import type { StripeSettings } from "./stripe.shapes.ts";

/** @param createdS when Stripe made the event, in seconds since 1970. */
type Telling = (object: unknown, createdS: number, context: SourceContext) => WebhookMessage[];

const UNREADABLE: WebhookMessage = { kind: "unreadable" };

function telling<Schema extends z.ZodType<{ readonly currency?: string | null | undefined }>>(
  schema: Schema,
  tell: (object: z.output<Schema>, createdS: number, settings: StripeSettings) => WebhookMessage[],
): Telling {
  return (object, createdS, { settings, currency }) => {
    const read = schema.safeParse(object);
    if (!read.success) return [UNREADABLE];
    const messages = tell(read.data, createdS, settings as StripeSettings);
    const isForeign = read.data.currency != null && read.data.currency.toUpperCase() !== currency;
    return isForeign ? messages.map(ofAnotherCurrency) : messages;
  };
}

/** What is taken back in another currency is no part of an order's worth. A conversion is refused by the API. */
function ofAnotherCurrency(message: WebhookMessage): WebhookMessage {
  return message.kind === "order_event" ? { kind: "unreadable", reason: "currency_mismatch" } : message;
}

const ofSession = telling(sessionSchema, fromSession);
const ofRefund = telling(refundSchema, fromRefund);

const TELLINGS: ReadonlyMap<string, Telling> = new Map([
  ["checkout.session.completed", ofSession],
  ["checkout.session.async_payment_succeeded", ofSession],
  ["invoice.paid", telling(invoiceSchema, fromInvoice)],
  ["invoice_payment.paid", telling(invoicePaymentSchema, fromInvoicePayment)],
  ["payment_intent.succeeded", telling(paymentIntentSchema, fromPaymentIntent)],
  ["charge.refunded", telling(chargeSchema, fromCharge)],
  ["refund.created", ofRefund],
  ["refund.updated", ofRefund],
  ["refund.failed", ofRefund],
  ["charge.refund.updated", ofRefund],
  ["credit_note.created", telling(creditNoteSchema, fromCreditNote)],
  ["credit_note.voided", telling(creditNoteSchema, fromVoidedNote)],
  ["charge.dispute.created", telling(disputeSchema, (dispute, atS) => fromDispute("created", dispute, atS))],
  ["charge.dispute.closed", telling(disputeSchema, (dispute, atS) => fromDispute("closed", dispute, atS))],
  [
    "charge.dispute.funds_reinstated",
    telling(disputeSchema, (dispute, atS) => fromDispute("reinstated", dispute, atS)),
  ],
]);

/** Events that tell something. */
export const STRIPE_EVENTS: readonly string[] = [...TELLINGS.keys()];

export function translateStripe({ body }: VerifiedWebhook, context: SourceContext): Translation {
  const read = eventSchema.safeParse(body);
  if (!read.success) return { messages: [UNREADABLE] };
  const { id, type, created, data } = read.data;
  const tell = TELLINGS.get(type);
  if (tell === undefined) return { webhookId: id, messages: [{ kind: "without_use" }] };
  return { webhookId: id, messages: tell(data?.object, created, context) };
}
