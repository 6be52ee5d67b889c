/** Decides an order: who earned it, what each is paid, and whom it binds. Reads nothing, so it is decided anywhere alike. */
import { attribute } from "../attribution/attribute.ts";
import { bindingBid } from "../attribution/binding-bid.ts";
import type { Evidence } from "../attribution/evidence.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { Order } from "../order/order.ts";
import { monthOf } from "../program/month.ts";
import { makesPromoter } from "../program/promoter-rule.ts";
import type { Version } from "../program/versions.ts";
import type { PromoterSnapshot } from "../referral/promoter.ts";
import type { PlaceInLine } from "../referral/related-buyer.ts";
import { NOTHING_KNOWN, type RiskKnowledge } from "../risk/knowledge.ts";
import { lateRiskTerms } from "../risk/late-risk.ts";
import { riskOf } from "../risk/risk.ts";
import { type CampaignContext, campaignOf, isLabel } from "./campaign.ts";
import type { Decision, Terms } from "./decision.ts";
import type { OrderSettings } from "./order-settings.ts";
import { planCommissions } from "./plan.ts";
import type { PromoterSales } from "./promoter-sales.ts";
import type { RuleSet } from "./rule.ts";

/** Everything as of the order's time. */
export interface DecideOrderInput {
  readonly order: Order;
  readonly evidence: Evidence;
  /** Every promoter that the evidence names and that exists, with its uplines, nearest first. */
  readonly snapshots: ReadonlyMap<PromoterRef, PromoterSnapshot>;
  /** The buyer's own number when the buyer is a promoter. */
  readonly buyerIsPromoter: PromoterRef | null;
  /** The buyer's place in the tree, when it is a promoter. */
  readonly buyerInTree?: PlaceInLine;
  /** Slot of the buyer's wallet, should the order make it a promoter. */
  readonly buyerSlot?: number;
  readonly settings: Version<OrderSettings>;
  readonly rules: RuleSet;
  readonly tiersVersion: number;
  /** The program's, which says what month it is. */
  readonly timezone: string;
  readonly campaigns: CampaignContext;
  /** Sales before this order, for tiered rules; none when absent. */
  readonly sales?: ReadonlyMap<PromoterRef, PromoterSales>;
  /** True when it is known that the customer bought nothing before. */
  readonly customerIsNew?: boolean;
  /** When the customer's first order was placed, this one included; absent where nobody knows. */
  readonly customerSinceMs?: number;
  /** True when a page told the order, and nobody who signs. */
  readonly reportedByPage?: boolean;
  /** What owners know of customer and promoters beside; nothing when absent. */
  readonly known?: RiskKnowledge;
}

/** The whole decision with its terms. Pure: the same input gives the same decision. */
export function decideOrder(input: DecideOrderInput): Decision {
  const { order, evidence, snapshots, buyerIsPromoter, settings } = input;
  const { reportedByPage = false } = input;
  const { attribution: attributionPolicy, binding: bindingPolicy, commission } = settings.value;
  const attribution = attribute({
    order,
    evidence,
    snapshots,
    buyerIsPromoter,
    policy: attributionPolicy,
    selfPurchase: commission.selfPurchase,
  });
  // What is replaced leaves no mark: a page's order takes nothing of a budget.
  const campaignId = reportedByPage ? undefined : campaignOf(order, attribution, input.campaigns);
  const { campaignId: _, ...unlabelled } = order;
  const planned = campaignId === undefined ? unlabelled : { ...unlabelled, campaignId };
  const plan = planCommissions({
    ...input,
    order: planned,
    credits: attribution.credits,
    policy: commission,
  });
  const bid = bindingBid({ order, attribution, buyerIsPromoter, attributionPolicy, bindingPolicy });
  return {
    attribution,
    ...plan,
    risk: riskOf({
      order,
      attribution,
      places: snapshots,
      buyer: input.buyerInTree,
      selfPurchase: commission.selfPurchase,
      reportedByPage,
      policy: settings.value.fraud,
      known: input.known ?? NOTHING_KNOWN,
    }),
    terms: termsOf(input),
    ...(bid === undefined ? {} : { binding: bid }),
    ...campaignPart(campaignId, input),
    ...(buyerIsPromoter === null ? {} : { buyer: buyerIsPromoter }),
    ...joinOf(input),
  };
}

function campaignPart(
  campaignId: string | undefined,
  { order, campaigns }: DecideOrderInput,
): Pick<Decision, "campaignId" | "hasLabel"> {
  if (campaignId === undefined) return {};
  return isLabel(campaignId, order.occurredAtMs, campaigns) ? { campaignId, hasLabel: true } : { campaignId };
}

/** What the order is decided under. */
function termsOf({
  order,
  settings,
  rules,
  tiersVersion,
  timezone,
  customerIsNew = false,
  customerSinceMs,
}: DecideOrderInput): Terms {
  const { attribution, commission, settlement, fraud } = settings.value;
  return {
    settingsVersion: settings.version,
    rulesVersion: rules.version,
    tiersVersion,
    month: monthOf(order.occurredAtMs, timezone),
    customerIsNew,
    ...(customerSinceMs === undefined
      ? {}
      : { customerSinceMs, customerSinceMonth: monthOf(customerSinceMs, timezone) }),
    attribution,
    commission,
    settlement,
    fraud: lateRiskTerms(fraud),
  };
}

/** Whether the order makes its buyer a promoter. */
function joinOf({ order, settings, buyerIsPromoter, buyerSlot }: DecideOrderInput): Pick<Decision, "joins"> {
  const joins =
    order.customerId !== undefined &&
    buyerIsPromoter === null &&
    makesPromoter(settings.value.promoterRule, order.amount);
  return joins && buyerSlot !== undefined ? { joins: { slot: buyerSlot } } : {};
}
