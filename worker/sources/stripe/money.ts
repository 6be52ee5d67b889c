/** Stripe's amounts in the minor units of ISO 4217, and what of a payment commission is earned on. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import type { StripeSettings } from "./stripe.shapes.ts";

/**
 * Where Stripe's smallest unit is not ISO's minor unit. Stripe kept two decimals for currencies that lost them, and takes
 * the ariary without any. Source: Stripe's page on currencies, zero-decimal and special cases.
 */
const UNITS_PER_MINOR: Readonly<Record<string, number>> = { ISK: 100, UGX: 100, MGA: 0.01 };

/** @param currency in capitals. Rounded down to the minor unit; never below zero. */
export function minorOf(units: number, currency: string): number {
  const unitsPerMinor = UNITS_PER_MINOR[currency] ?? 1;
  return Math.max(
    0,
    unitsPerMinor < 1 ? units * Math.round(1 / unitsPerMinor) : Math.floor(units / unitsPerMinor),
  );
}

/** A payment's parts in Stripe's units. */
export interface PaidParts {
  /** All of it, after discounts. */
  readonly total: number;
  /** Tax in all, that of the shipping too. */
  readonly tax: number;
  /** Shipping with its tax. */
  readonly shipping: number;
  readonly shippingTax: number;
}

/** What commission is earned on, in Stripe's units. */
export function baseOf(
  { total, tax, shipping, shippingTax }: PaidParts,
  { amountBase }: StripeSettings,
): number {
  switch (amountBase) {
    case "total":
      return total;
    case "with_tax":
      return total - shipping;
    case "net":
      return total - tax - (shipping - shippingTax);
    default:
      return unknownWord(amountBase, "amountBase");
  }
}
