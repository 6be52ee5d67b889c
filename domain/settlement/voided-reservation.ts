/** What an order's owner answers to a decision whose reservation was given back: the order is to be decided again. */
import type { BudgetTerms } from "../commission/campaign-budget.ts";

/** A reservation that an order's owner has declared void, for ever. */
export type VoidedReservation = Pick<BudgetTerms, "slot" | "reservation">;

export interface VoidedProposal {
  readonly status: "voided";
  /** The book that keeps it may not have heard so: who decides again tells it. */
  readonly voided: VoidedReservation;
}

export function voidedProposal({ slot, reservation }: VoidedReservation): VoidedProposal {
  return { status: "voided", voided: { slot, reservation } };
}

export function isVoided(answer: object): answer is VoidedProposal {
  return "status" in answer && answer.status === "voided";
}
