/** Amounts as shops write them, in decimals, as minor units of ISO 4217: exactly, whatever the currency's decimals. */
import { decimalsOf } from "../../domain/program/currencies.ts";

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,20}))?$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/**
 * Half a minor unit and more is rounded away from zero: some shops keep more decimals than the currency has.
 *
 * @param text of {@link isDecimal}; anything else is 0.
 * @param currency in capitals.
 */
export function minorOfDecimal(text: string, currency: string): number {
  const [, sign = "", whole = "0", fraction = ""] = DECIMAL.exec(text) ?? [];
  const decimals = decimalsOf(currency);
  const kept = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  const minor = kept + ((fraction[decimals] ?? "0") >= "5" ? 1 : 0);
  return sign === "-" && minor > 0 ? -minor : minor;
}
