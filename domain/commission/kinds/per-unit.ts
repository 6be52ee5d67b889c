/** An amount for each unit sold. It is the whole item's: credited promoters share it as they share the item. */
import { LIMITS } from "../../kernel/limits.ts";
import { amountMinor, type AmountMinor } from "../../kernel/money.ts";

/** `amount x quantity`, at most the greatest amount of an order: no cap pays more, and the sum stays safe. */
export function perUnit(amount: AmountMinor, quantity: number): AmountMinor {
  const most = amountMinor(LIMITS.amountMinor);
  return quantity > 0 && amount > most / quantity ? most : amountMinor(amount * quantity);
}
