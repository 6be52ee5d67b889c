/** Ranks of promoters, and the prizes of a contest. Equal ones share a rank, and the next one is as many behind: 1, 2, 2, 4. */
import type { PromoterRef } from "../kernel/ids.ts";
import { type AmountMinor, amountMinor, ZERO } from "../kernel/money.ts";

/** What promoters are ranked by. */
export const METRICS = ["sales", "orders", "customers", "commission"] as const;
export type Metric = (typeof METRICS)[number];

/** A promoter with its rank. */
export interface Score {
  readonly promoter: PromoterRef;
  /** Minor units of `sales` and `commission`, else a number. */
  readonly value: number;
  readonly rank: number;
  /** How many have the rank. */
  readonly tied: number;
  /** 1, 2, … among these. */
  readonly placeOfTied: number;
}

/** Ranks, from one to another, of which each has an amount. */
export interface Prize {
  readonly from: number;
  readonly to: number;
  readonly amount: AmountMinor;
}

/** The last rank that has a prize. */
export function lastRankOf(prizes: readonly Prize[]): number {
  return Math.max(0, ...prizes.map(({ to }) => to));
}

/**
 * The prize of a promoter. Who shares a rank shares the prizes of as many ranks from there on, in equal parts. Units that are left
 * go to the first ones, one each. So all prizes together are never more than what was promised, and of enough promoters exactly.
 */
export function prizeOf(
  prizes: readonly Prize[],
  { rank, tied, placeOfTied }: Pick<Score, "rank" | "tied" | "placeOfTied">,
): AmountMinor {
  let together = 0;
  for (const { from, to, amount } of prizes) {
    const ranks = Math.min(to, rank + tied - 1) - Math.max(from, rank) + 1;
    if (ranks > 0) together += ranks * amount;
  }
  if (together === 0) return ZERO;
  return amountMinor(Math.floor(together / tied) + (placeOfTied <= together % tied ? 1 : 0));
}
