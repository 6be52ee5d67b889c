/** A percentage of the item, within bounds in money when these are set. */
import type { Said } from "../../kernel/language.ts";
import { amountMinor, type AmountMinor, least } from "../../kernel/money.ts";
import type { Kind, SoldShare } from "./kind.ts";
import { percentOf, percentText } from "./percent.ts";

interface Percentage {
  readonly rateBps: number;
  /** Least and greatest amount of the whole item. */
  readonly min?: AmountMinor;
  readonly max?: AmountMinor;
}

export const percentage: Kind<Percentage> = {
  means: "a part of the base",
  lineAmount: (terms, { base, shareOf }) => {
    return { rateBps: terms.rateBps, amount: withinBounds(percentOf(base, terms.rateBps), terms, shareOf) };
  },
  arithmetic: ({ rateBps, min, max }, { base, shareOf }, line) => {
    const shares = {
      ...(min === undefined ? {} : { min: shareOf(min) }),
      ...(max === undefined ? {} : { max: shareOf(max) }),
    };
    const part = `${percentText(base, rateBps)} = ${percentOf(base, rateBps)}`;
    return { shares, text: boundedText(part, shares, line.amount) };
  },
  highestRateBps: ({ rateBps }) => rateBps,
  faultIn: ({ min = 0, max = Infinity }) =>
    min > max ? { path: "min", message: "expected at most max" } : undefined,
};

/** The part, and where the rule has bounds what became of it between them. */
function boundedText(
  part: string,
  { min, max }: { readonly min?: AmountMinor; readonly max?: AmountMinor },
  amount: AmountMinor,
): Said {
  if (min === undefined && max === undefined) return { en: part, zh: part };
  const en = [
    part,
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  const zh = [
    part,
    ...(min === undefined ? [] : [`至少 ${min}`]),
    ...(max === undefined ? [] : [`至多 ${max}`]),
  ];
  return { en: `${en.join(", ")}: ${amount}`, zh: `${zh.join("，")}：${amount}` };
}

/** Bounds of the whole item, shared. Should rounding put the least above the greatest, the greatest holds. */
function withinBounds(
  amount: AmountMinor,
  { min, max }: Percentage,
  shareOf: SoldShare["shareOf"],
): AmountMinor {
  const raised = min === undefined ? amount : amountMinor(Math.max(amount, shareOf(min)));
  return max === undefined ? raised : least(raised, shareOf(max));
}
