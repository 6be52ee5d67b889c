/** Short ways to say orders, rules and lines of promoters in tests. */
import type { Credit } from "../../../../domain/attribution/attribution.ts";
import { creditSplit } from "../../../../domain/commission/credit-split.ts";
import type { CommissionDraft } from "../../../../domain/commission/commission.ts";
import type { Order, OrderItem } from "../../../../domain/order/order.ts";
import { type PlanInput, planCommissions } from "../../../../domain/commission/plan.ts";
import type { SoldShare } from "../../../../domain/commission/kinds/kind.ts";
import { arithmeticOf, lineAmount, type LevelRule } from "../../../../domain/commission/kinds/kinds.ts";
import { NO_SALES } from "../../../../domain/commission/promoter-sales.ts";
import type { CommissionRule, RuleSet } from "../../../../domain/commission/rule.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { type AmountMinor, amountMinor, ZERO } from "../../../../domain/kernel/money.ts";
import type { CommissionPolicy } from "../../../../domain/commission/policy.ts";
import { WEIGHTS } from "../../../../domain/risk/codes.ts";
import type { FraudPolicy } from "../../../../domain/risk/policy.ts";
import type { PromoterSnapshot, UplineSnapshot } from "../../../../domain/referral/promoter.ts";
import { DAY, ORDERED_AT, ref, snapshot, snapshots } from "../attribution/builders.ts";

export const money = (value: number): AmountMinor => amountMinor(value);

export const DEFAULT_COMMISSION: CommissionPolicy = {
  maxLevels: 2,
  capBps: 3_000,
  selfPurchase: false,
  inactiveUpline: "forfeit",
};

/** The defaults of a new program. */
export const DEFAULT_FRAUD: FraudPolicy = {
  mode: "enforce",
  minClickToConversionMs: 5_000,
  displacedWithinMs: 60_000,
  maxCustomersPerClick: 10,
  maxDevicesPerCustomer: 5,
  reviewWithinMs: 7 * DAY,
  weights: WEIGHTS,
};

export const percentage = (level: number, rateBps: number): LevelRule => ({
  level,
  kind: "percentage",
  rateBps,
});

export function rule(id: string, levels: readonly LevelRule[], more: Partial<CommissionRule> = {}) {
  const plain: CommissionRule = { id, priority: 0, scope: {}, customers: "all", levels };
  return { ...plain, ...more };
}

export const ruleSet = (...rules: CommissionRule[]): RuleSet => ({ version: 7, rules });

export function item(productId: string, amount: number, more: Partial<OrderItem> = {}): OrderItem {
  return { productId, quantity: 1, amount: money(amount), ...more };
}

export function order(amount: number, more: Partial<Order> = {}): Order {
  return {
    orderId: "order-1",
    amount: money(amount),
    currency: "CNY",
    customerId: "buyer",
    occurredAtMs: ORDERED_AT,
    ...more,
  };
}

/** A commission that nothing was cut of. */
export function draft(amount: number, more: { level: number; credit?: number }): CommissionDraft {
  const { level, credit = 0 } = more;
  return {
    promoter: ref(1 + credit * 3 + level),
    creditedPromoter: ref(1 + credit * 3),
    credit,
    level,
    amount: money(amount),
    cut: ZERO,
    lines: [],
  };
}

export function upline(number: number, more: Partial<UplineSnapshot> = {}): UplineSnapshot {
  const { uplines: _, ...rest } = snapshot(number);
  return { ...rest, sinceMs: 0, ...more };
}

/** Promoter `number` under `uplines`, nearest first. */
export function under(number: number, ...uplines: (number | UplineSnapshot)[]): PromoterSnapshot {
  return snapshot(number, {
    uplines: uplines.map((one) => (typeof one === "number" ? upline(one) : one)),
  });
}

/** Credits of these promoters, in basis points. */
export function credits(...parts: [number, number][]): Credit[] {
  return parts.map(([promoter, weightBps]) => ({ promoter: ref(promoter), weightBps }));
}

type Overrides = Partial<Omit<PlanInput, "policy" | "snapshots">> & {
  readonly policy?: Partial<CommissionPolicy>;
  readonly promoters?: readonly PromoterSnapshot[];
};

/** An order of 100.00 earned by promoter 1 alone under a rule of 10 %, but for what is overridden. */
export function planInput({ policy, promoters = [under(1)], ...overrides }: Overrides): PlanInput {
  return {
    order: order(10_000),
    credits: credits([1, 10_000]),
    rules: ruleSet(rule("all", [percentage(1, 1_000)])),
    ...overrides,
    policy: { ...DEFAULT_COMMISSION, ...policy },
    snapshots: snapshots(...promoters),
  };
}

/** The plan's commissions in brief: who, for whom, at which level, how much. */
export function brief(
  input: PlanInput,
): [promoter: PromoterRef, of: PromoterRef, level: number, amount: number][] {
  return planCommissions(input).commissions.map((one) => {
    return [one.promoter, one.creditedPromoter, one.level, one.amount];
  });
}

/** What a rule gives for a base of one unit, but for what is overridden. */
export function amountOf(rule: LevelRule, base: number, more: Partial<SoldShare> = {}) {
  return lineAmount(rule, soldShare(base, more));
}

/** The same with the numbers it was made of, and as a sentence. */
export function explained(rule: LevelRule, base: number, more: Partial<SoldShare> = {}) {
  return arithmeticOf(rule, soldShare(base, more), amountOf(rule, base, more));
}

function soldShare(base: number, more: Partial<SoldShare>): SoldShare {
  return { base: money(base), quantity: 1, shareOf: (whole) => whole, sales: NO_SALES, ...more };
}

/** What each of several credits gets of an item of `amount`. */
export function shared(rule: LevelRule, amount: number, quantity: number, ...parts: [number, number][]) {
  const split = creditSplit(credits(...parts));
  return parts.map((_, credit) => {
    const base = split(money(amount), credit);
    return amountOf(rule, base, { quantity, shareOf: (whole) => split(whole, credit) }).amount;
  });
}
