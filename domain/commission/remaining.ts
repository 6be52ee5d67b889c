/** What is left of a commission after refunds and lost disputes: the same in whatever steps they came. */
import { type AmountMinor, amountMinor, minus, mulDiv, ZERO } from "../kernel/money.ts";
import { type Goods, soldByProduct, type Worth } from "../order/worth.ts";
import type { CommissionLine } from "./commission.ts";
import { paidOnce } from "./paid-lines.ts";

/**
 * `ceil(commission x (amount - reversed) / amount)`. Rounded up, so that a refund never takes more than its part. An order of
 * nothing has no part to take back: what it pays once an order is kept whole.
 *
 * @param reversed refunds and lost disputes together, at most `amount`.
 * @throws InvariantViolation when more was reversed than the order's amount.
 */
export function keptOf(commission: AmountMinor, amount: AmountMinor, reversed: AmountMinor): AmountMinor {
  if (amount === 0) return commission;
  return mulDiv(commission, minus(amount, reversed), amount, "ceil");
}

/** A part of a whole, exactly. */
export interface Fraction {
  readonly of: bigint;
  readonly in: bigint;
}

/**
 * What is left of a commission where events named lines of the order. Each line keeps its own part, and what was taken back
 * beside these is spread over what is left. Exact until the one rounding, which is up.
 *
 * @param lines of the commission, as the rules gave them.
 */
export function keptOfLines(
  commission: AmountMinor,
  lines: readonly CommissionLine[],
  goods: Goods,
  worth: Worth,
): AmountMinor {
  if (worth.isNothing === true) return ZERO;
  if (worth.named === undefined) return keptOf(commission, goods.amount, worth.reversed);
  const part = remainingPart(lines, goods, worth);
  return amountMinor(Number((BigInt(commission) * part.of + part.in - 1n) / part.in));
}

/** The greatest commission of which exactly `kept` is left; null where nothing of it could be left. */
export function commissionKeeping(
  kept: AmountMinor,
  lines: readonly CommissionLine[],
  goods: Goods,
  worth: Worth,
): AmountMinor | null {
  const part = remainingPart(lines, goods, worth);
  return part.of === 0n ? null : amountMinor(Number((BigInt(kept) * part.in) / part.of));
}

/**
 * The sum over lines of `line x (sold - taken back by name) / sold`, of what the lines are together, times what is left of
 * the rest. Without names that is `(amount - reversed) / amount`. A line that is paid once an order is sold for all of it.
 */
export function remainingPart(lines: readonly CommissionLine[], goods: Goods, worth: Worth): Fraction {
  const { named = [], reversed, isNothing = false } = worth;
  if (goods.amount === 0) return { of: isNothing ? 0n : 1n, in: 1n };
  const byName = named.reduce((sum, { amount }) => sum + amount, 0);
  const rest = { of: BigInt(goods.amount - reversed), in: BigInt(goods.amount - byName) };
  if (rest.in === 0n) return { of: 0n, in: 1n };
  const earned = lines.reduce((sum, { amount }) => sum + amount, 0);
  if (earned === 0) return rest;
  const own = ownPart(lines, goods, named);
  return { of: own.of * rest.of, in: own.in * rest.in * BigInt(earned) };
}

/** What the lines keep of what was not taken back by name, as a fraction whose whole is their sum. */
function ownPart(
  lines: readonly CommissionLine[],
  goods: Goods,
  named: NonNullable<Worth["named"]>,
): Fraction {
  const byProduct = new Map<string, number>();
  for (const { productId, amount } of lines) {
    if (productId !== undefined) byProduct.set(productId, (byProduct.get(productId) ?? 0) + amount);
  }
  const sold = soldByProduct(goods);
  const parts = named.map(({ productId, amount }) => ({
    line: byProduct.get(productId) ?? 0,
    takenBack: amount as number,
    whole: sold.get(productId) ?? ZERO,
  }));
  parts.push({
    line: paidOnce(lines),
    takenBack: named.reduce((sum, { amount }) => sum + amount, 0),
    whole: goods.amount,
  });
  let kept: Fraction = { of: BigInt(lines.reduce((sum, { amount }) => sum + amount, 0)), in: 1n };
  for (const { line, takenBack, whole } of parts) {
    if (line === 0 || whole === 0) continue;
    kept = {
      of: kept.of * BigInt(whole) - BigInt(line) * BigInt(takenBack) * kept.in,
      in: kept.in * BigInt(whole),
    };
  }
  return kept;
}
