/** A price as readers write it. */
import { decimalText } from "../../../domain/program/currencies.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { CopyLanguage } from "../../../domain/sharing/share-text.ts";

const LOCALES: Readonly<Record<CopyLanguage, string>> = { zh: "zh-CN", en: "en" };

/** Written from its decimals, so that no amount goes through a fraction. Whole amounts without decimals. */
export function priceText(amount: AmountMinor, currency: string, language: CopyLanguage): string {
  const exact = decimalText(amount, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(LOCALES[language], {
    style: "currency",
    currency,
    trailingZeroDisplay: "stripIfInteger",
  }).format(exact);
}
