/**
 * A case: one promoter whose orders a person looks at, all together. It is decided once. Where it was confirmed, the promoter
 * may appeal, and another person decides again.
 */

import { DAY_MS } from "../kernel/duration.ts";

export const CASE_STATES = ["open", "cleared", "confirmed", "expired"] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** How people name a case. */
export function caseIdOf(number: number): string {
  return `rc_${number.toString(36)}`;
}

export const CASE_OUTCOMES = ["clear", "confirm"] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

export const STATE_AFTER = { clear: "cleared", confirm: "confirmed" } as const satisfies Record<
  CaseOutcome,
  CaseState
>;

/** What a case makes of an order, each a move of it. */
export const ORDER_OUTCOMES = ["review", "reverse", "clear"] as const;
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/** What a decision goes by. */
export interface DecidableCase {
  readonly state: CaseState;
  /** The promoter has had its say, which it has once. */
  readonly isAppealed: boolean;
  /** Who confirmed it before it was appealed; null while nobody has. */
  readonly confirmedBy: string | null;
}

export type CaseRefusal = "case_closed" | "already_appealed" | "same_person";

const DEFAULT_HOLD_MS = 28 * DAY_MS;
const LONGEST_HOLD_MS = 90 * DAY_MS;

/**
 * When a hold ends. It ends later than the case would by itself, and nothing waits for ever.
 *
 * @param askedMs undefined: nobody has said.
 * @param endsAtMs when the case ends by itself as it stands; null: it does not.
 */
export function holdEnd(
  askedMs: number | undefined,
  endsAtMs: number | null,
  nowMs: number,
): number | "too_early" | "too_late" {
  const earliestMs = Math.max(endsAtMs ?? 0, nowMs);
  if (askedMs === undefined) return Math.max(earliestMs, nowMs + DEFAULT_HOLD_MS);
  if (askedMs <= nowMs || askedMs < earliestMs) return "too_early";
  return askedMs > Math.max(earliestMs, nowMs + LONGEST_HOLD_MS) ? "too_late" : askedMs;
}

/** Whether somebody may decide it; null: yes. */
export function refusedDecision({ state, confirmedBy }: DecidableCase, actor: string): CaseRefusal | null {
  if (state !== "open") return "case_closed";
  return confirmedBy === actor ? "same_person" : null;
}

/** Whether its promoter may appeal; null: yes. What was cleared, or cleared itself, is nothing to appeal against. */
export function refusedAppeal({ state, isAppealed }: DecidableCase): CaseRefusal | null {
  if (isAppealed) return "already_appealed";
  return state === "open" || state === "confirmed" ? null : "case_closed";
}
