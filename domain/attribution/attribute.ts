/** Decides who earned an order, the same from the same evidence in whatever sequence it came. */
import { BPS_SCALE } from "../kernel/money.ts";
import type { Attribution, Credit, JudgedTouch } from "./attribution.ts";
import { boundEvidence } from "./bound-evidence.ts";
import { type AttributeInput, judgeBinding, judgeCoupon, judgeTouches } from "./judge.ts";
import type { EvidenceStep } from "./policy.ts";
import { creditsOf, sharesOf, touchWeights } from "./weigh.ts";

export type { AttributeInput } from "./judge.ts";

/**
 * Judges all evidence, lets the first step of the program's precedence that yields decide, and weighs touches by
 * the program's model. What could have counted but came after the deciding step is `not_reached`; what could
 * not have counted keeps its own reason. A manual credit stands before all steps.
 */
export function attribute(input: AttributeInput): Attribution {
  const { policy, evidence, order } = input;
  const coupon = judgeCoupon(input);
  const binding = judgeBinding(input);
  const touches = judgeTouches(input);
  const yields: Record<EvidenceStep, boolean> = {
    coupon: coupon.verdict === "counted",
    binding: binding.verdict === "counted",
    touch: touches.some((touch) => touch.verdict === "counted"),
  };
  const step =
    evidence.manual === undefined ? policy.precedence.find((candidate) => yields[candidate]) : "manual";
  const weighed = weighTouches(touches, input);
  const credits: Record<EvidenceStep | "manual", readonly Credit[]> = {
    manual: wholeCredit(evidence.manual ?? null),
    coupon: wholeCredit(coupon.promoter),
    binding: wholeCredit(binding.promoter),
    touch: weighed.credits,
  };
  return {
    model: policy.model,
    basis: step ?? "none",
    credits: step === undefined ? [] : credits[step],
    ...boundEvidence(step === "touch" ? weighed.touches : touches.map(unreached), order.occurredAtMs),
    tokenFaults: evidence.tokenFaults,
    binding: step === "binding" ? binding : unreached(binding),
    coupon: step === "coupon" ? coupon : unreached(coupon),
  };
}

/**
 * The model's credits, and each eligible touch as `counted` when it has weight, else `superseded`. A counted touch
 * took part in the sum, even if its promoter's share came to no basis point.
 */
function weighTouches(
  judged: readonly JudgedTouch[],
  { policy }: AttributeInput,
): { credits: readonly Credit[]; touches: readonly JudgedTouch[] } {
  const eligible = judged.filter((touch) => touch.verdict === "counted");
  const weights = touchWeights(eligible, policy);
  const superseded = new Set(eligible.filter((_, index) => weights[index] === 0n));
  const touches = judged.map((touch): JudgedTouch => {
    return superseded.has(touch) ? { ...touch, verdict: "superseded" } : touch;
  });
  return { credits: creditsOf(sharesOf(eligible, weights)), touches };
}

function wholeCredit(promoter: Credit["promoter"] | null): readonly Credit[] {
  return promoter === null ? [] : [{ promoter, weightBps: BPS_SCALE }];
}

function unreached<T extends { readonly verdict: string }>(judged: T): T | (T & { verdict: "not_reached" }) {
  return judged.verdict === "counted" ? { ...judged, verdict: "not_reached" } : judged;
}
