/** The risk of an order that is decided anew: what was found at first stays, whoever is credited. */
import { type Risk, riskBy } from "./risk.ts";
import { storedRisk } from "./stored-risk.ts";

/** Each code once, as it was found first. An order that was reviewed or blocked stays so. */
export function mergedRisk(before: Risk, anew: Risk): Risk {
  const first = storedRisk(before);
  if (first.reasons.length === 0 && first.verdict === "pass") return anew;
  const known = new Set(first.reasons.map(({ code }) => code));
  const merged = riskBy([...first.reasons, ...anew.reasons.filter(({ code }) => !known.has(code))]);
  const verdict = first.verdict === "pass" ? merged.verdict : first.verdict;
  const isObserved = anew.isObserved === true && (first.isObserved === true || first.verdict === "pass");
  return { ...merged, verdict, ...(isObserved ? { isObserved } : {}) };
}
