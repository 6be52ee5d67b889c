/** Says of each piece of evidence whether it may earn the order, and if not, why. Knows nothing of models. */
import type { PromoterRef } from "../kernel/ids.ts";
import { LIMITS } from "../kernel/limits.ts";
import type { AddingField, Order } from "../order/order.ts";
import type { TreeSnapshot } from "../referral/promoter.ts";
import type { Attribution, JudgedTouch, TouchVerdict } from "./attribution.ts";
import type { Evidence, EvidenceTouch } from "./evidence.ts";
import type { AttributionPolicy } from "./policy.ts";
import { type Touch, touchKey, withMarksOf } from "./touch.ts";

export interface AttributeInput {
  readonly order: Pick<Order, "occurredAtMs" | "customerId" | "unreadable">;
  readonly evidence: Evidence;
  /** As of the order's time. A promoter that is not here is unknown. */
  readonly snapshots: ReadonlyMap<PromoterRef, TreeSnapshot>;
  /** The buyer's own number when the buyer is a promoter: such a buyer's old binding is ignored. */
  readonly buyerIsPromoter: PromoterRef | null;
  readonly policy: AttributionPolicy;
  /** True when a promoter may earn from its own order. */
  readonly selfPurchase: boolean;
}

/** The coupon; `counted` when nothing speaks against it. */
export function judgeCoupon(input: AttributeInput): Attribution["coupon"] {
  const { coupon } = input.evidence;
  if (coupon === null) return { code: null, promoter: null, verdict: absent("couponCode", input) };
  const { code } = coupon;
  if (coupon.status === "unknown") return { code, promoter: null, verdict: "unknown_coupon" };
  const { promoter } = coupon;
  if (coupon.status === "expired") return { code, promoter, verdict: "expired_coupon" };
  return { code, promoter, verdict: promoterFault(promoter, input) ?? "counted" };
}

/** The binding; `counted` when nothing speaks against it. */
export function judgeBinding(input: AttributeInput): Attribution["binding"] {
  const { binding } = input.evidence;
  if (binding === null) return { promoter: null, verdict: absent("customerId", input) };
  const { promoter } = binding;
  if (input.buyerIsPromoter !== null) return { promoter, verdict: "buyer_is_promoter" };
  return { promoter, verdict: promoterFault(promoter, input) ?? "counted" };
}

function absent(field: AddingField, { order }: AttributeInput): "none" | "unreadable" {
  return order.unreadable?.includes(field) === true ? "unreadable" : "none";
}

/**
 * Every touch once, sorted by time; `counted` when nothing speaks against it. Impressions count only when the
 * program credits them and no click is eligible.
 */
export function judgeTouches(input: AttributeInput): JudgedTouch[] {
  const judged = inOrderOfTime(input.evidence.touches).map(({ touch, source }): JudgedTouch => ({
    ...touch,
    source,
    verdict: judgeTouch(touch, source, input),
  }));
  const clicked = judged.some((touch) => touch.kind === "click" && touch.verdict === "counted");
  const eligible = clicked
    ? judged.map((touch) => (touch.kind === "impression" ? refused(touch, "impression_not_credited") : touch))
    : judged;
  return withinLimit(eligible);
}

function refused(touch: JudgedTouch, verdict: TouchVerdict): JudgedTouch {
  return touch.verdict === "counted" ? { ...touch, verdict } : touch;
}

/** Of the promoters with an eligible touch, only the {@link LIMITS.promotersPerOrder} touched last go on. */
function withinLimit(touches: readonly JudgedTouch[]): JudgedTouch[] {
  const last = new Set<PromoterRef>();
  for (const touch of touches.toReversed()) {
    if (touch.verdict === "counted" && last.size < LIMITS.promotersPerOrder) last.add(touch.promoter);
  }
  return touches.map((touch) => (last.has(touch.promoter) ? touch : refused(touch, "beyond_limit")));
}

/**
 * A touch at t is eligible for an order at o when t <= o and o < t + lookback. A touch of a token that came with
 * the order may be a minute later than o: the merchant's clock and ours differ.
 */
function judgeTouch(touch: Touch, source: EvidenceTouch["source"], input: AttributeInput): TouchVerdict {
  const { policy, order } = input;
  const isClick = touch.kind === "click";
  if (!isClick && policy.impressionLookbackMs === 0) return "impression_not_credited";
  const lookbackMs = isClick ? policy.clickLookbackMs : policy.impressionLookbackMs;
  const graceMs = source === "order" ? LIMITS.tokenGraceMs : 0;
  if (touch.occurredAtMs > order.occurredAtMs + graceMs) return "after_order";
  if (order.occurredAtMs >= touch.occurredAtMs + lookbackMs) return "outside_lookback";
  return promoterFault(touch.promoter, input) ?? "counted";
}

/** Why this promoter cannot be credited with this buyer's order, or undefined when it can. */
function promoterFault(promoter: PromoterRef, input: AttributeInput) {
  const snapshot = input.snapshots.get(promoter);
  if (snapshot === undefined) return "unknown_promoter";
  if (!input.selfPurchase && snapshot.memberId === input.order.customerId) return "self";
  if (snapshot.status !== "active") return "suspended_promoter";
  return undefined;
}

/**
 * Each touch once, oldest first, in a sequence that does not depend on delivery: by time, then by promoter, then by key. A touch
 * told both ways counts as sent with the order, which is the stronger evidence.
 */
function inOrderOfTime(touches: readonly EvidenceTouch[]): EvidenceTouch[] {
  const byKey = new Map<string, EvidenceTouch>();
  for (const candidate of touches) {
    const key = touchKey(candidate.touch);
    const known = byKey.get(key);
    const stronger = known === undefined || candidate.source === "order" ? candidate : known;
    const weaker = stronger === candidate ? known : candidate;
    byKey.set(key, { ...stronger, touch: withMarksOf(stronger.touch, weaker?.touch) });
  }
  return [...byKey]
    .sort(([a, { touch: first }], [b, { touch: second }]) => {
      const byTime = first.occurredAtMs - second.occurredAtMs;
      return byTime || first.promoter - second.promoter || (a < b ? -1 : 1);
    })
    .map(([, touch]) => touch);
}
