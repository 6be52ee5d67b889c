/** Why a receiver refused a row, on the wire: the same words wherever it is told. */
import { REFUSALS } from "../../domain/ledger/refusal.ts";
import { words } from "../http/common.shapes.ts";

const REFUSED_MEAN = {
  insufficient_pending: "the wallet has not what is to be moved out of `pending`",
  insufficient_held: "the wallet has not what is to be moved out of `held`",
  behind_refused: "an earlier row of the same commission was refused",
  failed: "it could not be applied, and the log of the receiver says why",
  over_budget: "the order would cost its campaign more than the budget has room for",
  grant_unapplied: "a budget granted what the order's owner could not take",
};

export function refusalWords(about: string) {
  return words(about, REFUSALS, REFUSED_MEAN);
}
