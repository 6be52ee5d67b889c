/** Every rule of risk by the reason that it gives. A new one is its file and one line here. */
import { namesOf, recordOf } from "../../kernel/records.ts";
import { nearBuyer } from "./near-buyer.ts";
import { pageReported } from "./page-reported.ts";
import type { RiskRule } from "./rule.ts";

export const RULES = {
  pixel_conversion: pageReported,
  buyer_near_promoter: nearBuyer,
} as const satisfies Readonly<Record<string, RiskRule>>;

export type RiskReason = keyof typeof RULES;

/** In the sequence in which an order names them. */
export const RISK_REASONS = namesOf(RULES);

export const REASONS_MEAN = recordOf(RISK_REASONS, (reason) => RULES[reason].means);
