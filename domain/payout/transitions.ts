/** The states of a payout: requested → approved → processing → paid or failed; requested → rejected; paid → returned. */
import { NotUnderstood } from "../kernel/not-understood.ts";
import type { PayoutState } from "./payout.ts";

/** The moves of a payout by hand, each from the one state that it leads out of. */
export const PAYOUT_MOVES = {
  approve: { from: "requested", to: "approved" },
  reject: { from: "requested", to: "rejected" },
  paid: { from: "processing", to: "paid" },
  failed: { from: "processing", to: "failed" },
  returned: { from: "paid", to: "returned" },
} as const satisfies Readonly<Record<string, { readonly from: PayoutState; readonly to: PayoutState }>>;

export type PayoutMove = keyof typeof PAYOUT_MOVES;

export type Transition =
  | { readonly kind: "moved"; readonly to: PayoutState }
  /** It already stands there: a repeat. */
  | { readonly kind: "repeated" }
  | { readonly kind: "refused" };

/** @throws NotUnderstood for a move that a later version of the code makes. */
export function transitionOf(state: PayoutState, move: PayoutMove): Transition {
  if (!Object.hasOwn(PAYOUT_MOVES, move)) throw new NotUnderstood(`payout move ${move}`);
  const { from, to } = PAYOUT_MOVES[move];
  if (state === to) return { kind: "repeated" };
  return state === from ? { kind: "moved", to } : { kind: "refused" };
}

/** States in which a payout still holds money back: one at a time per promoter. */
export const OPEN_STATES: readonly PayoutState[] = ["requested", "approved", "processing"];
