/** What takes an order back: refunds, each by the merchant's number of it. Amounts are parts of the order's. */
import type { WebhookMessage } from "../source.ts";
import type { EndedRefund, Refund } from "./objects.shapes.ts";

export function fromRefund(refund: Refund, createdAt: string): WebhookMessage[] {
  const { out_trade_no: orderId, out_refund_no: eventId, success_time: refundedAt, amount } = refund;
  const event = { eventId, type: "refunded", amount: amount.refund, occurredAt: refundedAt ?? createdAt };
  return [{ kind: "order_event", orderId, event }];
}

/** A refund that was closed never comes: if it was told as a success before, it did not happen. */
export function fromClosedRefund(refund: EndedRefund, createdAt: string): WebhookMessage[] {
  const { out_trade_no: orderId, out_refund_no: voids } = refund;
  const event = { eventId: `${voids}:closed`, type: "refund_voided", voids, occurredAt: createdAt };
  return [{ kind: "order_event", orderId, event }];
}
