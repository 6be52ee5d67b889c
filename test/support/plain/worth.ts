/**
 * What is left of a commission after refunds that name items, plain and slow, sharing no code with the domain. Every line has
 * its own part, in exact fractions, and one rounding at the end.
 */

export interface PlainLine {
  readonly product: string;
  /** What was sold, and what the rule gave for it. */
  readonly sold: number;
  readonly earned: number;
}

export interface PlainRefund {
  readonly amount: number;
  readonly named: readonly { readonly product: string; readonly amount: number }[];
}

type Part = readonly [of: bigint, whole: bigint];

const plus = ([a, b]: Part, [c, d]: Part): Part => [a * d + c * b, b * d];
const times = ([a, b]: Part, [c, d]: Part): Part => [a * c, b * d];

/**
 * @param commission of which the lines are parts, before a cap or after.
 * @param once what it has of what is paid once an order.
 */
export function plainRemaining(
  commission: number,
  lines: readonly PlainLine[],
  refunds: readonly PlainRefund[],
  once = 0,
): number {
  const amount = lines.reduce((sum, { sold }) => sum + sold, 0);
  const earned = lines.reduce((sum, line) => sum + line.earned, 0) + once;
  const reversed = Math.min(
    amount,
    refunds.reduce((sum, refund) => sum + refund.amount, 0),
  );
  if (amount === 0) return once;
  if (earned === 0) return 0;
  const soldOf = (product: string) =>
    lines.filter((line) => line.product === product).reduce((sum, { sold }) => sum + sold, 0);
  const takenOf = (product: string) => {
    const named = refunds.flatMap((refund) => {
      const sum = refund.named.reduce((total, one) => total + one.amount, 0);
      return sum === refund.amount ? refund.named.filter((one) => one.product === product) : [];
    });
    return Math.min(
      soldOf(product),
      named.reduce((sum, one) => sum + one.amount, 0),
    );
  };
  const products = [...new Set(lines.map(({ product }) => product))];
  const byName = products.reduce((sum, product) => sum + takenOf(product), 0);
  if (byName === amount) return 0;
  const rest: Part = [BigInt(amount - reversed), BigInt(amount - byName)];
  let kept: Part = times([BigInt(once), BigInt(amount)], [BigInt(amount - reversed), 1n]);
  for (const line of lines) {
    const whole = soldOf(line.product);
    const own: Part = whole === 0 ? [1n, 1n] : [BigInt(whole - takenOf(line.product)), BigInt(whole)];
    kept = plus(kept, times([BigInt(line.earned), 1n], times(own, rest)));
  }
  const [of, whole] = times(kept, [BigInt(commission), BigInt(earned)]);
  return Number((of + whole - 1n) / whole);
}
