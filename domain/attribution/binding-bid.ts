/** The binding that an order asks for: a bid, which the customer's Journey judges against all others. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { BindingPolicy } from "../referral/binding-policy.ts";
import type { Attribution, BindingBid } from "./attribution.ts";
import type { AttributionPolicy } from "./policy.ts";
import { sharesOf, touchWeights } from "./weigh.ts";

export interface BindingBidInput {
  readonly order: { readonly occurredAtMs: number; readonly customerId?: string };
  readonly attribution: Attribution;
  readonly buyerIsPromoter: PromoterRef | null;
  readonly attributionPolicy: AttributionPolicy;
  readonly bindingPolicy: BindingPolicy;
}

/**
 * The binding that an order makes, effective when it occurred, or undefined. Only a credit by touch or coupon
 * binds, only a customer who is not a promoter is bound, and mode `none` binds nobody. Whether the bid stands
 * against other bindings is for the customer's Journey to say.
 */
export function bindingBid(input: BindingBidInput): BindingBid | undefined {
  const { order, attribution, bindingPolicy } = input;
  if (bindingPolicy.mode === "none" || input.buyerIsPromoter !== null) return undefined;
  if (order.customerId === undefined) return undefined;
  const promoter = leaderOf(attribution, input.attributionPolicy);
  if (promoter === undefined) return undefined;
  return { promoter, effectiveAtMs: order.occurredAtMs, policy: bindingPolicy };
}

/**
 * The promoter with the greatest weight; between equal weights the one with the latest touch. Exact weights are
 * compared: in basis points a third would outweigh another third by its rounding.
 */
function leaderOf(attribution: Attribution, policy: AttributionPolicy): PromoterRef | undefined {
  if (attribution.basis === "coupon") return attribution.credits[0]?.promoter;
  if (attribution.basis !== "touch") return undefined;
  // Touches without weight change no weight, so the counted ones, all of them kept, give the same shares again.
  const counted = attribution.touches.filter((touch) => touch.verdict === "counted");
  const [first, ...others] = sharesOf(counted, touchWeights(counted, policy));
  if (first === undefined) return undefined;
  return others.reduce((leader, share) => {
    if (share.weight === leader.weight) return share.lastTouchIndex > leader.lastTouchIndex ? share : leader;
    return share.weight > leader.weight ? share : leader;
  }, first).promoter;
}
