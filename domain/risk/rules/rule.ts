/** What a rule of risk is: a suspicion about one order, raised by what was known when the order was decided. */
import type { Attribution } from "../../attribution/attribution.ts";
import type { PromoterRef } from "../../kernel/ids.ts";
import type { Order } from "../../order/order.ts";
import type { RiskFacts } from "../../order/risk-reason.ts";
import type { PlaceInLine } from "../../referral/related-buyer.ts";
import type { RiskKnowledge } from "../knowledge.ts";
import type { FraudPolicy } from "../policy.ts";

/** What rules go by, as of the order's time. */
export interface SuspectOrder {
  readonly order: Pick<Order, "occurredAtMs" | "amount">;
  readonly attribution: Attribution;
  /** Places of promoters in the tree, the credited ones among them. */
  readonly places: ReadonlyMap<PromoterRef, PlaceInLine>;
  /** The buyer's place in the tree, when it is a promoter. */
  readonly buyer: PlaceInLine | undefined;
  /** True when a promoter may earn from its own order. */
  readonly selfPurchase: boolean;
  /** True when a page told the order, and nobody who signs. */
  readonly reportedByPage: boolean;
  readonly policy: FraudPolicy;
  readonly known: RiskKnowledge;
}

export interface Finding {
  /** The part of the code's weight that it has, above 0; absent: all. */
  readonly strength?: number;
  readonly facts: RiskFacts;
}

/** What was found; null: nothing. */
export type RiskRule = (order: SuspectOrder) => Finding | null;
