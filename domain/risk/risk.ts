/** The risk of an order: whether anybody may be paid for it, and every reason why a person looks at it first. */
import type { RiskReason } from "../order/risk-reason.ts";
import { CODES } from "./codes.ts";
import type { SuspectOrder } from "./rules/rule.ts";
import { RULES, RULED_CODES } from "./rules/rules.ts";

/** `block` is kept for rules that cannot be wrong by themselves. None of today's is one, so that a person decides. */
export const RISK_VERDICTS = ["pass", "review", "block"] as const;

/** From this score on a person looks at an order. */
export const REVIEWED_FROM = 2;

export interface Risk {
  readonly verdict: (typeof RISK_VERDICTS)[number];
  /** The sum of the greatest weights of all groups, to two decimals. */
  readonly score: number;
  readonly reasons: readonly RiskReason[];
  /** The program only observes: nothing follows from the verdict. */
  readonly isObserved?: boolean;
}

/** Asks every rule, and adds up what they found. */
export function riskOf(order: SuspectOrder): Risk {
  const { weights, mode } = order.policy;
  const reasons = RULED_CODES.flatMap((code): RiskReason[] => {
    const finding = weights[code] === 0 ? null : RULES[code](order);
    if (finding === null) return [];
    const { strength = 1, facts } = finding;
    return [{ code, weight: inHundredths(weights[code] * strength), facts }];
  });
  const risk = riskBy(reasons);
  return mode === "observe" && !reasons.some(isCertain) ? { ...risk, isObserved: true } : risk;
}

/** What reasons come to together. */
export function riskBy(reasons: readonly RiskReason[]): Risk {
  const score = scoreOf(reasons);
  return { verdict: score < REVIEWED_FROM ? "pass" : "review", score, reasons };
}

/** Of a group the greatest weight counts; groups add up, since weights are logarithms. */
export function scoreOf(reasons: readonly RiskReason[]): number {
  const groups = new Map<string, number>();
  for (const { code, weight } of reasons) {
    const { group } = CODES[code];
    groups.set(group, Math.max(weight, groups.get(group) ?? 0));
  }
  return inHundredths([...groups.values()].reduce((sum, weight) => sum + weight, 0));
}

export function isCertain({ code }: RiskReason): boolean {
  return CODES[code].isCertain === true;
}

/** Whether an order begins under review. */
export function startsReview({ verdict, isObserved = false }: Risk): boolean {
  return verdict === "review" && !isObserved;
}

function inHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
