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
    const part = percentText(base, terms.rateBps);
    const units = `${terms.amount} x ${quantity}`;
    const text = {
      en: `${part} + ${amount}, the share of ${units}, = ${line.amount}`,
      zh: `${part} + ${amount}（${units} 按比例分得）= ${line.amount}`,
    };
    return { shares: { amount }, text };
  },
  highestRateBps: ({ rateBps }) => rateBps,
  faultIn: () => undefined,
};
