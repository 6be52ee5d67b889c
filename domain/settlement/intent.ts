/**
 * Intents: what the ledger asks of a book. They are the difference between where a commission should stand and
 * what was already posted for it. So a retry or a late event never posts twice.
 */
import { type AmountMinor, amountMinor, ZERO } from "../kernel/money.ts";
import type { Phase } from "../order/order-state.ts";

export type IntentKind = "earn" | "hold" | "release" | "reverse" | "restore";

export interface Intent {
  readonly kind: IntentKind;
  readonly amount: AmountMinor;
  /** Where the money lies when it is taken back or restored. */
  readonly phase: Phase;
}

/** What the posting log of one commission already says. */
export interface Posted {
  readonly earned: boolean;
  readonly kept: AmountMinor;
  readonly phase: Phase;
}

export const NOTHING_POSTED: Posted = { earned: false, kept: ZERO, phase: "pending" };

const NEXT_STEP = { pending: "hold", held: "release" } as const;
const PHASES: readonly Phase[] = ["pending", "held", "released"];

/** Where a commission should stand now. */
export interface Target {
  readonly kept: AmountMinor;
  readonly phase: Phase;
}

/**
 * The intents that lead from what was posted to the target. The whole is earned first, then what was taken back
 * is reversed, then it moves on. An order refunded before it was told of ends as one refunded after.
 */
export function intentsTo(
  target: Target,
  commission: AmountMinor,
  posted: Posted,
): { readonly intents: readonly Intent[]; readonly posted: Posted } {
  const intents: Intent[] = [];
  let { earned, kept, phase } = posted;
  if (!earned && commission > 0) {
    intents.push({ kind: "earn", amount: commission, phase: "pending" });
    kept = commission;
  }
  earned = true;
  if (target.kept < kept) intents.push({ kind: "reverse", amount: amountMinor(kept - target.kept), phase });
  if (target.kept > kept) intents.push({ kind: "restore", amount: amountMinor(target.kept - kept), phase });
  kept = target.kept;
  while (PHASES.indexOf(phase) < PHASES.indexOf(target.phase) && phase !== "released") {
    if (kept > 0) intents.push({ kind: NEXT_STEP[phase], amount: kept, phase });
    phase = phase === "pending" ? "held" : "released";
  }
  return { intents, posted: { earned, kept, phase } };
}
