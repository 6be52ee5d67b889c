/** What a program sets, in the units of the core. The wire shape with its defaults is in worker/contracts. */
import type { AmountMinor } from "../kernel/money.ts";
import type { PromoterRule } from "./promoter-rule.ts";

export type AttributionModel = "first_click" | "last_click" | "linear" | "time_decay" | "position_based";
export type EvidenceStep = "coupon" | "binding" | "touch";
export type BindingMode = "none" | "first" | "last" | "protected";

export interface AttributionPolicy {
  readonly model: AttributionModel;
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
  readonly halfLifeMs: number;
  readonly precedence: readonly EvidenceStep[];
  readonly graceMs: number;
  readonly acceptPixelToken: boolean;
}

export interface BindingPolicy {
  readonly mode: BindingMode;
  readonly protectionMs: number;
}

export interface CommissionPolicy {
  /** Paid levels, 1 to 3. */
  readonly maxLevels: number;
  /** All commissions of an order together, of its amount. */
  readonly capBps: number;
  readonly selfPurchase: boolean;
  readonly inactiveUpline: "forfeit" | "compress";
}

export interface SettlementPolicy {
  readonly holdPeriodMs: number;
  readonly holdStartsAt: "received" | "paid";
  /** Null: an order waits for its receipt for ever. */
  readonly autoReceiveAfterMs: number | null;
}

export interface PayoutPolicy {
  readonly minPayout: AmountMinor;
  readonly payoutCycleDays: number;
  readonly taxRegime: "none" | "cn_per_payment" | "cn_cumulative";
}

export interface ProgramSettings {
  readonly attribution: AttributionPolicy;
  readonly promoterRule: PromoterRule;
  readonly binding: BindingPolicy;
  readonly commission: CommissionPolicy;
  readonly settlement: SettlementPolicy;
  readonly payout: PayoutPolicy;
}
