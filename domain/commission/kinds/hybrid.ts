/** A percentage of the item, and a bonus for each unit sold. */
import { type AmountMinor, plus } from "../../kernel/money.ts";
import type { Kind } from "./kind.ts";
import { perUnit } from "./per-unit.ts";
import { percentOf, percentText } from "./percent.ts";

interface Hybrid {
  readonly rateBps: number;
  /** The bonus. */
  readonly amount: AmountMinor;
}

export const hybrid: Kind<Hybrid> = {
  means: "a part of the base and an amount for each unit sold",
  lineAmount: ({ rateBps, amount }, { base, quantity, shareOf }) => {
    return { rateBps, amount: plus(percentOf(base, rateBps), shareOf(perUnit(amount, quantity))) };
  },
  arithmetic: (terms, { base, quantity, shareOf }, line) => {
    const amount = shareOf(perUnit(terms.amount, quantity));
    const text = `${percentText(base, terms.rateBps)} + share ${amount} = ${line.amount}`;
    return { shares: { amount }, text };
  },
  highestRateBps: ({ rateBps }) => rateBps,
  faultIn: () => undefined,
};
