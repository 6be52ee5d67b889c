/** A fixed amount for each unit sold, whatever the price. */
import type { AmountMinor } from "../../kernel/money.ts";
import type { Kind } from "./kind.ts";
import { perUnit, unitsText } from "./per-unit.ts";

interface Fixed {
  readonly amount: AmountMinor;
}

export const fixed: Kind<Fixed> = {
  means: "an amount for each unit sold",
  lineAmount: ({ amount }, { quantity, shareOf }) => ({ amount: shareOf(perUnit(amount, quantity)) }),
  arithmetic: ({ amount }, { quantity, shareOf }, line) => ({
    shares: { amount: shareOf(perUnit(amount, quantity)) },
    text: `share of ${unitsText(amount, quantity)} = ${line.amount}`,
  }),
  highestRateBps: () => 0,
  faultIn: () => undefined,
};
