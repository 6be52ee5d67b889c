/** Reads the risk of an order as any version stored it: those of before named their reasons alone. */
import { RISK_CODES, type RiskCode, type RiskReason } from "../order/risk-reason.ts";
import { WEIGHTS } from "./codes.ts";
import { type Risk, RISK_VERDICTS, scoreOf } from "./risk.ts";

/** The words of before. */
const FORMER: ReadonlyMap<string, RiskCode> = new Map([
  ["pixel_conversion", "page_reported"],
  ["buyer_near_promoter", "near_in_tree"],
]);

/** As it may be stored: without a score, with reasons that are words alone, or with codes of a later version. */
interface StoredRisk {
  readonly verdict: string;
  readonly score?: number;
  readonly reasons?: readonly (
    | string
    | { readonly code: string; readonly weight?: number; readonly facts?: object }
  )[];
  readonly isObserved?: boolean;
}

/** A code that this version does not know is left out of the reasons. It stays in the stored verdict and score. */
export function storedRisk(stored: StoredRisk): Risk {
  const reasons = (stored.reasons ?? []).flatMap((reason): RiskReason[] => {
    const { code, weight, facts } = typeof reason === "string" ? { code: reason } : reason;
    const known = RISK_CODES.find((one) => one === (FORMER.get(code) ?? code));
    if (known === undefined) return [];
    return [{ code: known, weight: weight ?? WEIGHTS[known], facts: (facts ?? {}) as RiskReason["facts"] }];
  });
  return {
    // What cannot be read is not paid before a person has looked.
    verdict: RISK_VERDICTS.find((verdict) => verdict === stored.verdict) ?? "review",
    score: stored.score ?? scoreOf(reasons),
    reasons,
    ...(stored.isObserved === true ? { isObserved: true } : {}),
  };
}
