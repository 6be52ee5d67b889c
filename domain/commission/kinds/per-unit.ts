/** An amount for each unit sold. It is the whole item's: credited promoters share it as they share the item. */
import { LIMITS } from "../../kernel/limits.ts";
import { amountMinor, type AmountMinor } from "../../kernel/money.ts";

const THOUSANDTHS = 1_000;

/**
 * `amount x quantity`, rounded down, at most the greatest amount of an order: no cap pays more, and the sum stays safe.
 *
 * @param quantity up to three decimals.
 */
export function perUnit(amount: AmountMinor, quantity: number): AmountMinor {
  const most = amountMinor(LIMITS.amountMinor);
  const product = (BigInt(amount) * BigInt(Math.round(quantity * THOUSANDTHS))) / BigInt(THOUSANDTHS);
  return product < most ? amountMinor(Number(product)) : most;
}

export function unitsText(amount: AmountMinor, quantity: number): string {
  return Number.isInteger(quantity) ? `${amount} x ${quantity}` : `floor(${amount} x ${quantity})`;
}
