/** Why a person looks at an order before anybody is paid: a closed list of codes, each with a weight and what was found. */

export const RISK_CODES = [
  "order_too_soon",
  "credit_displaced",
  "customers_per_click",
  "devices_per_customer",
  "hosting_network",
  "automated_browser",
  "near_in_tree",
  "same_network_as_promoter",
  "shared_payee",
  "shared_contact",
  "unusual_amount",
  "ring",
  "promoter_pattern",
  "page_reported",
] as const;
export type RiskCode = (typeof RISK_CODES)[number];

export function isRiskCode(word: unknown): word is RiskCode {
  return RISK_CODES.some((code) => code === word);
}

/** Figures and ids that a code rests on. They name no customer, and are shown to the merchant alone. */
export type RiskFacts = Readonly<Record<string, string | number | boolean>>;

export interface RiskReason {
  readonly code: RiskCode;
  /** A log likelihood ratio, to two decimals: how much likelier it is under fraud than without. */
  readonly weight: number;
  readonly facts: RiskFacts;
}
