/** Joins what an order brings when it is told again to what it brought at first. */
import type { Order } from "../order/order.ts";
import { LIMITS } from "../kernel/limits.ts";
import { couponKey } from "./coupon-code.ts";
import type { EvidenceTouch, OrderEvidence } from "./evidence.ts";
import { touchKey } from "./touch.ts";

export interface ReceivedOrder {
  readonly order: Order;
  readonly evidence: OrderEvidence;
}

/**
 * The order as first told, with the customer, touches and coupon that came later; null when nothing new did. All
 * else stays as first told. A later touch must precede the order, however little: the grace for clocks is for
 * tokens that came with the order itself.
 */
export function withLateEvidence(stored: ReceivedOrder, received: ReceivedOrder): ReceivedOrder | null {
  const { order, evidence } = stored;
  const keys = new Set(evidence.touches.map(({ touch }) => touchKey(touch)));
  const later = received.evidence.touches.filter(({ touch }) => !keys.has(touchKey(touch)));
  const { couponCode } = received.evidence;
  const hasNewCoupon =
    couponCode !== null &&
    (evidence.couponCode === null || couponKey(evidence.couponCode) !== couponKey(couponCode));
  const customerId = order.customerId ?? received.order.customerId;
  const hasNewCustomer = order.customerId === undefined && customerId !== undefined;
  if (later.length === 0 && !hasNewCoupon && !hasNewCustomer) return null;
  const added = later.map(({ touch }): EvidenceTouch => ({ touch, source: "late" }));
  return {
    order: customerId === undefined ? order : { ...order, customerId },
    evidence: {
      ...evidence,
      touches: newest([...evidence.touches, ...added]),
      tokenFaults: [...evidence.tokenFaults, ...received.evidence.tokenFaults].slice(
        0,
        LIMITS.tokensPerOrder,
      ),
      couponCode: hasNewCoupon ? couponCode : evidence.couponCode,
    },
  };
}

function newest(touches: readonly EvidenceTouch[]): readonly EvidenceTouch[] {
  return touches
    .toSorted((a, b) => a.touch.occurredAtMs - b.touch.occurredAtMs)
    .slice(-LIMITS.touchesPerCustomer);
}
