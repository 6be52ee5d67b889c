/** What stands before an amount of a currency, as English and Chinese write it: `CN¥` and `¥`. */
import { memoized } from "../platform/memoized.ts";

interface CurrencySigns {
  readonly en: string;
  readonly zh: string;
}

const CURRENCIES_KEPT = 200;

/** Some end in a space that never breaks, as `CHF` does. */
export const currencySigns = memoized<CurrencySigns>(CURRENCIES_KEPT, (currency) => ({
  en: signOf(currency, "en"),
  zh: signOf(currency, "zh-CN"),
}));

function signOf(currency: string, language: string): string {
  const parts = new Intl.NumberFormat(language, { style: "currency", currency }).formatToParts(0);
  const number = parts.findIndex(({ type }) => type === "integer");
  return parts
    .slice(0, number)
    .map(({ value }) => value)
    .join("");
}
