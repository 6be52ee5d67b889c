/** How a contest ends: decided, or cancelled. The first end of it counts, whoever comes later with another one. */
import type { AmountMinor } from "../kernel/money.ts";
import type { Score } from "./ranks.ts";

/** A rank that has a prize. */
export interface PrizedRank extends Pick<Score, "promoter" | "rank" | "value"> {
  readonly prize: AmountMinor;
}

export type ContestEnd =
  | { readonly kind: "decided"; readonly atMs: number; readonly ranks: readonly PrizedRank[] }
  | { readonly kind: "cancelled"; readonly atMs: number; readonly because: string };
