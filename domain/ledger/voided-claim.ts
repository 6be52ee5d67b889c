/** What an order's owner answers to a decision whose reservation was given back: the order is to be decided again. */
export interface VoidedClaim {
  readonly status: "voided";
}

export const VOIDED: VoidedClaim = { status: "voided" };

export function isVoided(answer: object): answer is VoidedClaim {
  return "status" in answer && answer.status === VOIDED.status;
}
