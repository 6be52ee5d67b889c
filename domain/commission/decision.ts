/** Everything that was decided about an order, with the terms it was decided under. Written once, never read anew. */
import type { Attribution, BindingBid } from "../attribution/attribution.ts";
import type { AttributionPolicy } from "../attribution/policy.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";
import type { SettlementPolicy } from "../order/settlement-policy.ts";
import type { Month } from "../program/month.ts";
import type { LateRiskTerms } from "../risk/late-risk.ts";
import type { Risk } from "../risk/risk.ts";
import type { Amendment } from "./amendment.ts";
import type { BudgetTerms } from "./campaign-budget.ts";
import type { CommissionDraft } from "./commission.ts";
import type { LevelOutcome } from "./levels.ts";
import type { CommissionPolicy } from "./policy.ts";

/** What the order was decided under. */
export interface Terms {
  readonly settingsVersion: number;
  readonly rulesVersion: number;
  /** Version of the tiers. */
  readonly tiersVersion: number;
  /** The calendar month of the order in the program's time zone: where its sales are counted. */
  readonly month: Month;
  readonly customerIsNew: boolean;
  /** When the customer's first order was placed, this one included; absent without a customer. */
  readonly customerSinceMs?: number;
  /** The calendar month of that; absent from what an older version decided, too. */
  readonly customerSinceMonth?: Month;
  readonly attribution: AttributionPolicy;
  readonly commission: CommissionPolicy;
  readonly settlement: SettlementPolicy;
  /** Absent from what an older version decided. */
  readonly fraud?: LateRiskTerms;
}

export interface Decision {
  readonly attribution: Attribution;
  readonly commissions: readonly CommissionDraft[];
  /** What the order comes to under amendments, as their events told them. */
  readonly amendments?: readonly Amendment[];
  readonly levels: readonly LevelOutcome[];
  readonly capAmount: AmountMinor;
  /** As it was decided, and perhaps as an older version stored it: `storedRisk` reads it. */
  readonly risk: Risk;
  readonly terms: Terms;
  readonly binding?: BindingBid;
  /** The campaign the order belongs to, or a label that rules are for. */
  readonly campaignId?: string;
  /** No campaign had that name when the order occurred: it belongs to none. */
  readonly hasLabel?: true;
  /** What it took of the campaign's budget; absent where nobody earns it, or no campaign has its name. */
  readonly budget?: BudgetTerms;
  /** The buyer's own number, where it is a promoter: hashes of the order are known as its own from then on. */
  readonly buyer?: PromoterRef;
  /** The buyer becomes a promoter, with its wallet in this slot. */
  readonly joins?: { readonly slot: number };
}
