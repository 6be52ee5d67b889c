/** When an order that nobody earned may still be credited. */
import type { Decision } from "../commission/decision.ts";

/** Nobody earned it so far. */
export function isUnearned(decision: Decision): boolean {
  return decision.attribution.credits.length === 0;
}

/** The last instant at which evidence may come for an order, by the settings it was decided under. */
export function graceEndMs(decision: Decision, firstReceivedAtMs: number): number {
  return firstReceivedAtMs + decision.terms.attribution.graceMs;
}
