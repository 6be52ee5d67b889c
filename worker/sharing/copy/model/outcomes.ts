/** What came of the model that writes share texts. */
export const MODEL_OUTCOMES = ["not_set", "not_asked", "answered", "limited", "failed"] as const;
export type ModelOutcome = (typeof MODEL_OUTCOMES)[number];
