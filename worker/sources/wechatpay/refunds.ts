/**
 * What takes an order back: refunds, each by the merchant's number of it. Amounts are parts of the order's. What is said last
 * of a refund counts. One that did not arrive may do so later, and one that was told as a success may be closed.
 */
import type { WebhookMessage } from "../source.ts";
import type { EndedRefund, Refund } from "./objects.shapes.ts";

export function fromRefund(refund: Refund, createdAt: string): WebhookMessage[] {
  const { out_trade_no: orderId, out_refund_no: payment, success_time: refundedAt, amount } = refund;
  return [totalOf({ orderId, payment }, "success", amount.refund, refundedAt ?? createdAt)];
}

/** Nothing is taken back by it as things stand. */
export function fromEndedRefund(how: "abnormal" | "closed") {
  return (refund: EndedRefund, createdAt: string): WebhookMessage[] => {
    const { out_trade_no: orderId, out_refund_no: payment } = refund;
    return [totalOf({ orderId, payment }, how, 0, createdAt)];
  };
}

/** One refund may succeed, fail and succeed again: its time tells these apart, and is the same when one is told again. */
function totalOf(
  { orderId, payment }: { readonly orderId: string; readonly payment: string },
  how: "success" | "abnormal" | "closed",
  refundedTotal: number,
  occurredAt: string,
): WebhookMessage {
  const eventId = `${payment}:${how}:${occurredAt}`;
  const event = { eventId, type: "refunded", refundedTotal, occurredAt };
  return { kind: "order_event", orderId, event, added: { payment, asOf: true } };
}
