/** What a pattern is: something that a promoter's clicks and orders show much more of than those of others. */
import type { Count } from "./beta-binomial.ts";
import type { PromoterWindow } from "./promoter-window.ts";

interface Meaning {
  /** What was found, for the person who looks at it. */
  readonly means: string;
  /** The share from which on it holds orders by itself, in basis points; null: odd, honest promoters show it as well. */
  readonly holdsFrom: number | null;
}

/** A share: something is counted, of so many. */
export interface SharePattern extends Meaning {
  readonly kind: "share";
  /** Odd is who shows much less of it than others, and not much more. */
  readonly isFew?: true;
  readonly counts: (window: PromoterWindow) => Count;
}

/** An amount for each of so many. */
export interface AmountPattern extends Meaning {
  readonly kind: "amount";
  /** The amount in minor units, and for how many it is. */
  readonly amount: (window: PromoterWindow) => { readonly minor: number; readonly of: number };
}

export type Pattern = SharePattern | AmountPattern;
