/** Amounts as shops write them, in decimals, as minor units of ISO 4217: exactly, whatever the currency's decimals. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { decimalsOf } from "../../domain/program/currencies.ts";

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,20}))?$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** More than any order may be worth: the API refuses it, and sums and products of such amounts stay exact. */
const BEYOND_MINOR = 10 * LIMITS.amountMinor;

/** An amount that is beyond all bounds as one that is refused. */
export function bounded(minor: number): number {
  return Math.min(BEYOND_MINOR, Math.max(-BEYOND_MINOR, minor));
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
  return bounded(sign === "-" && minor > 0 ? -minor : minor);
}
