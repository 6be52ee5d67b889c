/** What a program sets of attribution: which evidence decides, how old it may be, and how touches share an order. */
import type { AttributionModel } from "./models/models.ts";

/** Kinds of evidence, in the sequence in which they decide unless a program sets another. */
export const EVIDENCE_STEPS = ["coupon", "binding", "touch"] as const;
export type EvidenceStep = (typeof EVIDENCE_STEPS)[number];

export interface AttributionPolicy {
  readonly model: AttributionModel;
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
  readonly halfLifeMs: number;
  readonly precedence: readonly EvidenceStep[];
  readonly graceMs: number;
  readonly acceptPixelToken: boolean;
}
