/** Plans all commissions of an order: every credited promoter and its uplines, never above the order's cap but for what is paid once an order. */
import type { Credit } from "../attribution/attribution.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import { invariant } from "../kernel/invariant.ts";
import { type AmountMinor, sumOf, ZERO } from "../kernel/money.ts";
import type { Order } from "../order/order.ts";
import { type SoldLine, soldLines } from "../order/sold-lines.ts";
import type { PromoterSnapshot } from "../referral/promoter.ts";
import { capAmountOf, cutToCap } from "./cap.ts";
import { ruleFor } from "./choose-rule.ts";
import type { CommissionDraft, CommissionLine } from "./commission.ts";
import { type CreditSplit, creditSplit } from "./credit-split.ts";
import { lineAmount } from "./kinds/kinds.ts";
import { type LevelOutcome, levelsOf } from "./levels.ts";
import { paidLines, soldAs } from "./paid-lines.ts";
import type { CommissionPolicy } from "./policy.ts";
import { NO_SALES, type PromoterSales } from "./promoter-sales.ts";
import type { CommissionRule, RuleSet } from "./rule.ts";

export interface PlanInput {
  readonly order: Order;
  readonly credits: readonly Credit[];
  /** As of the order's time; holds every credited promoter. */
  readonly snapshots: ReadonlyMap<PromoterRef, PromoterSnapshot>;
  readonly policy: CommissionPolicy;
  readonly rules: RuleSet;
  /** Sales before this order of whoever may be paid; none when absent. Only tiered rules ask. */
  readonly sales?: ReadonlyMap<PromoterRef, PromoterSales>;
  /** True when it is known that the customer bought nothing before. */
  readonly customerIsNew?: boolean;
  /** When the customer's first order was placed, this one included; absent where nobody knows. */
  readonly customerSinceMs?: number;
}

export interface CommissionPlan {
  /** By credit, then level. One of amount 0 is there as well. */
  readonly commissions: readonly CommissionDraft[];
  readonly levels: readonly LevelOutcome[];
  /** The most that all commissions together may be, beside what is paid once an order. */
  readonly capAmount: AmountMinor;
}

interface RuledItem {
  readonly item: SoldLine;
  readonly rule: CommissionRule;
}

/**
 * Splits each item among the credits by largest remainder. The rule chosen for the item and the credited promoter
 * gives a line at each level. Then adds the lines to one commission per (credit, level), and cuts to the cap. A rule
 * that pays once an order gives one line for the whole order, however many items it was chosen for.
 */
export function planCommissions(input: PlanInput): CommissionPlan {
  const { order, policy } = input;
  const split = creditSplit(input.credits);
  const plans = input.credits.map((credit, index) => planCredit(credit.promoter, index, split, input));
  const capAmount = capAmountOf(order.amount, policy.capBps);
  return {
    commissions: cutToCap(
      plans.flatMap((plan) => plan.commissions),
      capAmount,
    ),
    levels: plans.flatMap((plan) => plan.levels),
    capAmount,
  };
}

function planCredit(creditedPromoter: PromoterRef, credit: number, split: CreditSplit, input: PlanInput) {
  const credited = input.snapshots.get(creditedPromoter);
  invariant(credited !== undefined, `a credited promoter stands nowhere: ${creditedPromoter}`);
  const ruled = ruledItems(credited, input);
  const commissions: CommissionDraft[] = [];
  const levels = levelsOf(credited, input.policy, input.order.customerId).map((place): LevelOutcome => {
    const sales = input.sales?.get(place.promoter);
    const snapshot = sales === undefined ? place : { ...place, sales };
    if (snapshot.outcome !== "paid") return snapshot;
    const { promoter, level } = snapshot;
    const lines = linesAt(level, promoter, ruled, (whole) => split(whole, credit), input);
    if (lines.length === 0) return { ...snapshot, outcome: "no_rule" };
    const amount = sumOf(lines.map((line) => line.amount));
    commissions.push({ promoter, creditedPromoter, credit, level, amount, cut: ZERO, lines });
    return snapshot;
  });
  return { commissions, levels };
}

/** The items for which the credited promoter has a rule, with it. An order without items is one unit of itself. */
function ruledItems(credited: PromoterSnapshot, input: PlanInput): RuledItem[] {
  const { order, rules, customerIsNew, customerSinceMs } = input;
  const { campaignId, occurredAtMs } = order;
  return soldLines(order).flatMap((item) => {
    const rule = ruleFor(rules.rules, {
      ...(item.productId === undefined ? {} : { productId: item.productId }),
      ...(item.categoryId === undefined ? {} : { categoryId: item.categoryId }),
      ...(campaignId === undefined ? {} : { campaignId }),
      tier: credited.tier,
      occurredAtMs,
      customerIsNew: customerIsNew ?? false,
      ...(customerSinceMs === undefined ? {} : { customerSinceMs }),
    });
    return rule === undefined ? [] : [{ item, rule }];
  });
}

function linesAt(
  level: number,
  promoter: PromoterRef,
  ruled: readonly RuledItem[],
  shareOf: (whole: AmountMinor) => AmountMinor,
  { order, rules, sales }: PlanInput,
): CommissionLine[] {
  return paidLines(level, ruled).map((paid): CommissionLine => {
    const { productId, quantity, amount } = soldAs(paid, paid.item.item, order.amount);
    const base = shareOf(amount);
    const known = sales?.get(promoter) ?? NO_SALES;
    const line = lineAmount(paid.level, { base, quantity, shareOf, sales: known });
    return {
      ...(productId === undefined ? {} : { productId }),
      ruleId: paid.rule.id,
      ruleVersion: rules.version,
      ...(paid.isOrder ? { per: "order" } : {}),
      base,
      ...line,
    };
  });
}
