/** Chooses one rule for an item and a credited promoter, the same one whoever asks, and says why not another. */
import { endOfPeriodMs } from "../kernel/calendar-period.ts";
import type { CommissionRule } from "./rule.ts";

/** What a rule is chosen for. */
export interface RuleSubject {
  readonly productId?: string;
  readonly categoryId?: string;
  readonly campaignId?: string;
  /** Tier of the credited promoter at the order's time. */
  readonly tier: string;
  readonly occurredAtMs: number;
  /** True only when it is known that the customer bought nothing before. */
  readonly customerIsNew: boolean;
  /** When the customer's first order was placed, this one included; absent where nobody knows. */
  readonly customerSinceMs?: number;
}

/** Why a rule was passed over. A closed list: each is explained to promoters. */
export const PASSED_OVER_REASONS = [
  "not_yet_valid",
  "expired",
  "new_customers_only",
  "first_order_too_long_ago",
  "other_product",
  "other_category",
  "other_campaign",
  "other_tier",
  "lower_priority",
  "wider_scope",
  "older_rule",
] as const;
type PassedOverReason = (typeof PASSED_OVER_REASONS)[number];

export interface PassedOverRule {
  readonly ruleId: string;
  readonly reason: PassedOverReason;
}

interface RuleChoice {
  readonly rule: CommissionRule | undefined;
  readonly passedOver: readonly PassedOverRule[];
}

/**
 * The rule for `subject`: among those that apply, the higher priority, then the narrower scope, then the newer,
 * which stands later in the list.
 *
 * Of two scopes the narrower is the one that names a product. If both or neither do, the one that names a
 * category; then a campaign; then a tier. A product alone is thus narrower than category, campaign and tier
 * together.
 */
export function ruleFor(rules: readonly CommissionRule[], subject: RuleSubject): CommissionRule | undefined {
  let best: CommissionRule | undefined;
  for (const rule of rules) {
    if (mismatch(rule, subject) !== undefined) continue;
    if (best === undefined || outrankedBy(best, rule) !== undefined) best = rule;
  }
  return best;
}

/** {@link ruleFor}, with every other rule and the reason why it was passed over. For explanations. */
export function chooseRule(rules: readonly CommissionRule[], subject: RuleSubject): RuleChoice {
  const rule = ruleFor(rules, subject);
  const passedOver = rules.flatMap((other): PassedOverRule[] => {
    if (other === rule) return [];
    const reason = mismatch(other, subject) ?? (rule && outrankedBy(other, rule));
    return [{ ruleId: other.id, reason: reason ?? "older_rule" }];
  });
  return { rule, passedOver };
}

/** Why `rule` does not apply to `subject`; undefined when it does. Valid from its start until before its end. */
function mismatch(rule: CommissionRule, subject: RuleSubject): PassedOverReason | undefined {
  const { scope, validFromMs, validToMs } = rule;
  if (validFromMs !== undefined && subject.occurredAtMs < validFromMs) return "not_yet_valid";
  if (validToMs !== undefined && subject.occurredAtMs >= validToMs) return "expired";
  if (rule.customers === "new" && !subject.customerIsNew) return "new_customers_only";
  if (!isWithin(rule, subject)) return "first_order_too_long_ago";
  if (scope.productId !== undefined && scope.productId !== subject.productId) return "other_product";
  if (scope.categoryId !== undefined && scope.categoryId !== subject.categoryId) return "other_category";
  if (scope.campaignId !== undefined && scope.campaignId !== subject.campaignId) return "other_campaign";
  if (scope.tier !== undefined && scope.tier !== subject.tier) return "other_tier";
  return undefined;
}

/** Whether the order comes so soon after the customer's first one. Of a customer whom nobody knows it cannot be said. */
function isWithin(
  { customerWithin }: CommissionRule,
  { occurredAtMs, customerSinceMs }: RuleSubject,
): boolean {
  if (customerWithin === undefined) return true;
  return customerSinceMs !== undefined && occurredAtMs < endOfPeriodMs(customerSinceMs, customerWithin);
}

/** Why `rule` gives way to `other`, which stands later in the list; undefined when it does not. */
function outrankedBy(rule: CommissionRule, other: CommissionRule): PassedOverReason | undefined {
  if (rule.priority !== other.priority) return rule.priority < other.priority ? "lower_priority" : undefined;
  const [width, otherWidth] = [narrowness(rule), narrowness(other)];
  if (width !== otherWidth) return width < otherWidth ? "wider_scope" : undefined;
  return "older_rule";
}

function narrowness({ scope }: CommissionRule): number {
  return (
    (scope.productId === undefined ? 0 : 8) +
    (scope.categoryId === undefined ? 0 : 4) +
    (scope.campaignId === undefined ? 0 : 2) +
    (scope.tier === undefined ? 0 : 1)
  );
}
