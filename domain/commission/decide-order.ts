/** Decides an order: who earned it, what each is paid, and whom it binds. Reads nothing, so it is decided anywhere alike. */
import { attribute } from "../attribution/attribute.ts";
import { bindingBid } from "../attribution/binding-bid.ts";
import type { Evidence } from "../attribution/evidence.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { ProgramSettings } from "../program/settings.ts";
import type { Version } from "../program/versions.ts";
import type { PromoterStanding } from "../referral/promoter.ts";
import type { Decision } from "./decision.ts";
import type { SalesBasis } from "./line-amount.ts";
import type { Order } from "./order.ts";
import { planCommissions } from "./plan.ts";
import type { RuleSet } from "./rule.ts";

/** Everything as of the order's time. */
export interface DecideOrderInput {
  readonly order: Order;
  readonly evidence: Evidence;
  /** Every promoter that the evidence names and that exists, with its uplines, nearest first. */
  readonly standings: ReadonlyMap<PromoterRef, PromoterStanding>;
  /** The buyer's own number when the buyer is a promoter. */
  readonly buyerIsPromoter: PromoterRef | null;
  readonly settings: Version<ProgramSettings>;
  readonly rules: RuleSet;
  /** Sales before this order, for tiered rules; none when absent. */
  readonly sales?: ReadonlyMap<PromoterRef, SalesBasis>;
  /** True when it is known that the customer bought nothing before. */
  readonly customerIsNew?: boolean;
}

/** The whole decision with its terms. Pure: the same input gives the same decision. */
export function decideOrder(input: DecideOrderInput): Decision {
  const { order, evidence, standings, buyerIsPromoter, settings, rules } = input;
  const { attribution: attributionPolicy, binding: bindingPolicy, commission, settlement } = settings.value;
  const attribution = attribute({
    order,
    evidence,
    standings,
    buyerIsPromoter,
    policy: attributionPolicy,
    selfPurchase: commission.selfPurchase,
  });
  const plan = planCommissions({ ...input, credits: attribution.credits, policy: commission });
  const bid = bindingBid({ order, attribution, buyerIsPromoter, attributionPolicy, bindingPolicy });
  return {
    attribution,
    ...plan,
    risk: { verdict: "pass", reasons: [] },
    terms: { settingsVersion: settings.version, rulesVersion: rules.version, commission, settlement },
    ...(bid === undefined ? {} : { binding: bid }),
  };
}
