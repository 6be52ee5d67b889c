/** The risk of an order: whether anybody may be paid for it, and every reason why a person looks at it first. */
import type { SuspectOrder } from "./rules/rule.ts";
import { RISK_REASONS, type RiskReason, RULES } from "./rules/rules.ts";

export const RISK_VERDICTS = ["pass", "review", "block"] as const;

export interface Risk {
  readonly verdict: (typeof RISK_VERDICTS)[number];
  readonly reasons: readonly RiskReason[];
}

/** Asks every rule; one that suspects the order is enough for a review. */
export function riskOf(order: SuspectOrder): Risk {
  const reasons = RISK_REASONS.filter((reason) => RULES[reason].suspects(order));
  return { verdict: reasons.length === 0 ? "pass" : "review", reasons };
}
