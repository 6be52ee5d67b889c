/** What becomes known of an order after it was decided: a limit that a later order passed, a ring, a pattern. */
import type { OrderEvent } from "../order/order-event.ts";
import type { RiskCode, RiskReason } from "../order/risk-reason.ts";
import { WEIGHTS } from "./codes.ts";
import type { FraudMode, FraudPolicy } from "./policy.ts";
import { isCertain, type Risk, REVIEWED_FROM, scoreOf } from "./risk.ts";
import { storedRisk } from "./stored-risk.ts";

const LATE_CODES = [
  "customers_per_click",
  "devices_per_customer",
  "ring",
  "promoter_pattern",
] as const satisfies readonly RiskCode[];

/** What a decision keeps of the settings of risk, for what becomes known later. */
export interface LateRiskTerms {
  readonly mode: FraudMode;
  readonly maxCustomersPerClick: number;
  readonly maxDevicesPerCustomer: number;
  readonly reviewWithinMs: number;
  readonly weights: Readonly<Partial<Record<RiskCode, number>>>;
}

export function lateRiskTerms(policy: FraudPolicy): LateRiskTerms {
  const { mode, maxCustomersPerClick, maxDevicesPerCustomer, reviewWithinMs, weights } = policy;
  const late = Object.fromEntries(LATE_CODES.map((code) => [code, weights[code]]));
  return { mode, maxCustomersPerClick, maxDevicesPerCustomer, reviewWithinMs, weights: late };
}

/** A finding that comes after the decision. */
export type LateFinding = Pick<RiskReason, "code" | "facts">;

/** The order's risk with all that became known of it since. */
export function riskNow(decided: Risk, events: readonly OrderEvent[]): Risk {
  const risk = storedRisk(decided);
  const codes = new Set(risk.reasons.map(({ code }) => code));
  const later = events.flatMap(({ risk: reason }) =>
    reason === undefined || codes.has(reason.code) ? [] : [reason],
  );
  if (later.length === 0) return risk;
  const reasons = [...risk.reasons, ...later];
  const score = scoreOf(reasons);
  const verdict = risk.verdict === "pass" && score >= REVIEWED_FROM ? "review" : risk.verdict;
  return { ...risk, verdict, score, reasons };
}

/**
 * The event by which an order takes note of a finding; null where it has that code already. `review_opened` when all that is
 * known comes to a review, else `risk_noted`, which changes nothing.
 *
 * @param terms absent for orders of before there were any.
 */
export function lateRiskEvent(
  decided: Risk,
  terms: LateRiskTerms | undefined,
  events: readonly OrderEvent[],
  { code, facts }: LateFinding,
  nowMs: number,
): OrderEvent | null {
  const before = riskNow(decided, events);
  if (before.reasons.some((reason) => reason.code === code)) return null;
  const weight = terms?.weights[code] ?? WEIGHTS[code];
  if (weight === 0) return null;
  const reason: RiskReason = { code, weight, facts };
  const isReviewed = scoreOf([...before.reasons, reason]) >= REVIEWED_FROM;
  const acts = terms?.mode !== "observe" || isCertain(reason);
  const kind = isReviewed && acts ? "review_opened" : "risk_noted";
  return { eventId: `risk:${code}`, kind, occurredAtMs: nowMs, risk: reason };
}
