/** What a rule of risk is: a suspicion about one order, raised by what was known when the order was decided. */
import type { Credit } from "../../attribution/attribution.ts";
import type { PromoterRef } from "../../kernel/ids.ts";
import type { PlaceInLine } from "../../referral/related-buyer.ts";

/** What rules go by, as of the order's time. */
export interface SuspectOrder {
  readonly credits: readonly Credit[];
  /** Places of promoters in the tree, the credited ones among them. */
  readonly places: ReadonlyMap<PromoterRef, PlaceInLine>;
  /** The buyer's place in the tree, when it is a promoter. */
  readonly buyer: PlaceInLine | undefined;
  /** True when a promoter may earn from its own order. */
  readonly selfPurchase: boolean;
  /** True when a page told the order, and nobody who signs. */
  readonly reportedByPage: boolean;
}

export interface RiskRule {
  /** What was found, for the person who looks at the order. */
  readonly means: string;
  /** True when a person has to look at the order before anybody is paid. */
  readonly suspects: (order: SuspectOrder) => boolean;
}
