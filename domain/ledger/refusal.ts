/** Why a row that one object sent another was refused: a closed list. */
import { POSTING_REFUSALS } from "./posting.ts";

/**
 * `insufficient_pending`, `insufficient_held`: the wallet has not what is to be moved. `behind_refused`: an earlier row of
 * the same commission was refused. `failed`: it could not be applied, and the log of the receiver says why.
 * `grant_unapplied`: a budget granted what the order's owner could not take. `over_budget`: an order that was told again
 * costs more than its campaign has room for.
 */
export const REFUSALS = [
  ...POSTING_REFUSALS,
  "behind_refused",
  "failed",
  "grant_unapplied",
  "over_budget",
] as const;

export type RefusalCode = (typeof REFUSALS)[number];
