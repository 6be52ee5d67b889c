/** Says which campaign an order belongs to: the one it names, else that of the link that was credited last. */
import type { Attribution } from "../attribution/attribution.ts";
import type { AmountMinor } from "../kernel/money.ts";
import { sumOf } from "../kernel/money.ts";
import { cutToCap } from "./cap.ts";
import type { Decision } from "./decision.ts";
import type { Order } from "./order.ts";

/** When a campaign of the program runs. */
export interface CampaignSpan {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

export interface CampaignContext {
  /** Campaigns of the links that the evidence names, by the links' numbers. */
  readonly ofLinks: ReadonlyMap<number, string>;
  /** Campaigns of the program. A name that is not here is a label for rules alone. */
  readonly spans: ReadonlyMap<string, CampaignSpan>;
}

/** What an order took of its campaign's budget. */
export interface BudgetTerms {
  /** Slot of the AccountBook that keeps the budget. */
  readonly slot: number;
  /** The reservation that the order's claim confirms. */
  readonly reservation: number;
  /** The commissions before the budget. */
  readonly wanted: AmountMinor;
  /** What the budget had room for; the rest was cut as by the cap. */
  readonly granted: AmountMinor;
}

/** The campaign of an order; undefined when it belongs to none, or to one that did not run at its time. */
export function campaignOf(
  order: Order,
  attribution: Attribution,
  context: CampaignContext,
): string | undefined {
  const credited = attribution.touches.findLast((touch) => touch.verdict === "counted");
  const id = order.campaignId ?? (credited === undefined ? undefined : context.ofLinks.get(credited.link));
  const span = id === undefined ? undefined : context.spans.get(id);
  if (span === undefined) return id;
  return span.startsAtMs <= order.occurredAtMs && order.occurredAtMs < span.endsAtMs ? id : undefined;
}

/** All commissions of a decision together. */
export function costOf({ commissions }: Pick<Decision, "commissions">): AmountMinor {
  return sumOf(commissions.map((one) => one.amount));
}

/** The decision with its commissions cut to what the budget granted, highest level and last credit first. */
export function withinBudget(decision: Decision, terms: Omit<BudgetTerms, "wanted">): Decision {
  return {
    ...decision,
    commissions: cutToCap(decision.commissions, terms.granted),
    budget: { ...terms, wanted: costOf(decision) },
  };
}
