/** What a program sets of risk: when an order is looked at by a person, and what each sign of fraud weighs. */
import type { RiskWeights } from "./codes.ts";

export const FRAUD_MODES = ["enforce", "observe"] as const;
export type FraudMode = (typeof FRAUD_MODES)[number];

export interface FraudPolicy {
  /** `observe`: verdicts and reasons are recorded, and nothing follows from them. */
  readonly mode: FraudMode;
  readonly minClickToConversionMs: number;
  readonly displacedWithinMs: number;
  /** Distinct customers. */
  readonly maxCustomersPerClick: number;
  readonly maxDevicesPerCustomer: number;
  /** How long a review that no person ends lasts; it then ends by itself. */
  readonly reviewWithinMs: number;
  readonly weights: RiskWeights;
}
