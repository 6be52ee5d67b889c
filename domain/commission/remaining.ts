/** What is left of a commission after refunds and lost disputes: the same in whatever steps they came. */
import { type AmountMinor, minus, mulDiv, ZERO } from "../kernel/money.ts";

/**
 * `ceil(commission x (amount - reversed) / amount)`; 0 for an order of nothing. Rounded up, so that a refund never
 * takes more than its part.
 *
 * @param reversed refunds and lost disputes together, at most `amount`.
 * @throws InvariantViolation when more was reversed than the order's amount.
 */
export function keptOf(commission: AmountMinor, amount: AmountMinor, reversed: AmountMinor): AmountMinor {
  if (amount === 0) return ZERO;
  return mulDiv(commission, minus(amount, reversed), amount, "ceil");
}
