/** A fixed amount, whatever the price: for each unit sold, or once an order. */
import type { Said } from "../../kernel/language.ts";
import type { AmountMinor } from "../../kernel/money.ts";
import type { Kind } from "./kind.ts";
import { perUnit, unitsText } from "./per-unit.ts";

/** What a fixed amount is paid for. */
export const PAID_PER = ["unit", "order"] as const;

interface Fixed {
  readonly amount: AmountMinor;
  /** Absent: for each unit. */
  readonly per?: (typeof PAID_PER)[number];
}

export const fixed: Kind<Fixed> = {
  means: "an amount for each unit sold, or once an order",
  lineAmount: (terms, { quantity, shareOf }) => ({ amount: shareOf(wholeOf(terms, quantity)) }),
  arithmetic: (terms, { quantity, shareOf }, line) => {
    const { amount, per } = terms;
    const whole = per === "order" ? `${amount}` : unitsText(amount, quantity);
    const once: Said = per === "order" ? { en: ", once an order,", zh: "（每单一次）" } : { en: "", zh: "" };
    return {
      shares: { amount: shareOf(wholeOf(terms, quantity)) },
      text: {
        en: `share of ${whole}${once.en} = ${line.amount}`,
        zh: `${whole}${once.zh} 按比例分得 ${line.amount}`,
      },
    };
  },
  highestRateBps: () => 0,
  faultIn: () => undefined,
  isOnceAnOrder: ({ per }) => per === "order",
};

function wholeOf({ amount, per }: Fixed, quantity: number): AmountMinor {
  return per === "order" ? amount : perUnit(amount, quantity);
}
