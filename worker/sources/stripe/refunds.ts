/**
 * What takes an order back: refunds, credit notes, disputes. Stripe tells one refund several times: by the charge as a total,
 * by itself, and within a credit note. Each counts once. All amounts are of what was paid, tax and shipping too.
 */
import type { EventAdditions, WebhookMessage } from "../source.ts";
import { minorOf } from "./money.ts";
import type { Charge, CreditNote, Dispute, Refund } from "./objects.shapes.ts";
import { linked } from "./orders.ts";

const WITHOUT_USE: WebhookMessage = { kind: "without_use" };
/** A refund that did not happen after all. */
const UNDONE = new Set(["failed", "canceled"]);

/** All that is refunded of a charge so far. */
export function fromCharge(charge: Charge, createdS: number): WebhookMessage[] {
  const { id, payment_intent: intent, invoice, amount_refunded: refunded } = charge;
  const payment = intent ?? id;
  const links = linked(payment, invoice);
  if (refunded === 0) return links.length === 0 ? [WITHOUT_USE] : links;
  const event = {
    eventId: `${id}:refunded:${refunded}`,
    type: "refunded",
    refundedTotal: minor(refunded, charge.currency),
    occurredAt: instant(createdS),
  };
  return [...links, eventOf(payment, event, { payment })];
}

export function fromRefund(refund: Refund, createdS: number): WebhookMessage[] {
  const { id, charge, payment_intent: intent, status } = refund;
  const payment = intent ?? charge;
  if (payment == null) return [WITHOUT_USE];
  const event = {
    eventId: id,
    type: "refunded",
    amount: minor(refund.amount, refund.currency),
    occurredAt: instant(refund.created),
  };
  const refunded = eventOf(payment, event, { payment });
  if (status == null || !UNDONE.has(status)) return [refunded];
  const voided = {
    eventId: `${id}:${status}`,
    type: "refund_voided",
    voids: id,
    occurredAt: instant(createdS),
  };
  return [refunded, eventOf(payment, voided)];
}

/** What a credit note gives back beside refunds, which are told by themselves. */
export function fromCreditNote(note: CreditNote): WebhookMessage[] {
  const { id, invoice, amount, refund, refunds, out_of_band_amount: outOfBand } = note;
  if (invoice == null) return [WITHOUT_USE];
  // Before 2025-03-31 a note says that it refunds, and not how much where it credits the customer as well.
  if (refunds == null && refund != null && note.customer_balance_transaction != null)
    return [{ kind: "unreadable", reason: "credit_note_split_unknown" }];
  const refunded = refunds?.reduce((sum, one) => sum + one.amount_refunded, 0);
  const rest = refunded === undefined ? (refund == null ? amount : (outOfBand ?? 0)) : amount - refunded;
  if (rest <= 0) return [WITHOUT_USE];
  const event = {
    eventId: id,
    type: "refunded",
    amount: minor(rest, note.currency),
    occurredAt: instant(note.created),
  };
  return [eventOf(invoice, event, { payment: id })];
}

export function fromVoidedNote({ id, invoice }: CreditNote, createdS: number): WebhookMessage[] {
  if (invoice == null) return [WITHOUT_USE];
  const event = {
    eventId: `${id}:voided`,
    type: "refund_voided",
    voids: id,
    occurredAt: instant(createdS),
  };
  return [eventOf(invoice, event)];
}

/** How a dispute ends, by Stripe's status of it. An inquiry that is closed and a dispute that was prevented took nothing. */
const CLOSED: Readonly<Record<string, "dispute_won" | "dispute_lost">> = {
  won: "dispute_won",
  lost: "dispute_lost",
  warning_closed: "dispute_won",
  prevented: "dispute_won",
};

export function fromDispute(
  what: "created" | "closed" | "reinstated",
  dispute: Dispute,
  createdS: number,
): WebhookMessage[] {
  const { id, status, payment_intent: intent, charge } = dispute;
  const payment = intent ?? charge;
  const type = { created: "disputed", closed: CLOSED[status], reinstated: "dispute_won" }[what];
  if (payment == null || type === undefined) return [WITHOUT_USE];
  const event = {
    eventId: what === "closed" ? `${id}:${status}` : `${id}:${what}`,
    type,
    disputeId: id,
    ...(type === "dispute_won" ? {} : { amount: minor(dispute.amount, dispute.currency) }),
    occurredAt: instant(what === "created" ? dispute.created : createdS),
  };
  return [eventOf(payment, event)];
}

function eventOf(orderId: string, event: unknown, added: EventAdditions = {}): WebhookMessage {
  return { kind: "order_event", orderId, event, added: { ofPaid: true, ...added } };
}

function minor(units: number, currency: string): number {
  return minorOf(units, currency.toUpperCase());
}

function instant(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
