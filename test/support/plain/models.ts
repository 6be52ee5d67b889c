/**
 * Every model of attribution once more, plain and slow, sharing no code with the domain: exact fractions, and a series
 * for the powers of two. A model without its plain twin does not compile.
 */
import type { AttributionModel } from "../../../domain/attribution/models/models.ts";

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** The weight of each of the sorted touches, summing to anything. */
type PlainModel = (touches: readonly { readonly atMs: number }[], halfLifeMs: number) => Fraction[];

const ALL: Fraction = { over: 1n, under: 1n };
const NOTHING: Fraction = { over: 0n, under: 1n };

export const PLAIN_MODELS: Readonly<Record<AttributionModel, PlainModel>> = {
  first_click: (touches) => touches.map((_, index) => (index === 0 ? ALL : NOTHING)),
  last_click: (touches) => touches.map((_, index) => (index === touches.length - 1 ? ALL : NOTHING)),
  linear: (touches) => touches.map(() => ({ over: 1n, under: BigInt(touches.length) })),
  time_decay: (touches, halfLifeMs) =>
    touches.map(({ atMs }) => plainHalving((touches.at(-1)?.atMs ?? 0) - atMs, halfLifeMs)),
  position_based: (touches) => {
    const n = touches.length;
    if (n < 3) return touches.map(() => ({ over: 1n, under: BigInt(n) }));
    return touches.map((_, index) => {
      if (index === 0 || index === n - 1) return { over: 4n, under: 10n };
      return { over: 2n, under: 10n * BigInt(n - 2) };
    });
  },
};

const PRECISION = 200n;
const ONE = 1n << PRECISION;
/** ln 2 = sum of 1 / (k 2^k). */
const LN2 = Array.from({ length: 260 }, (_, index) => BigInt(index + 1)).reduce(
  (sum, k) => sum + (ONE >> k) / k,
  0n,
);

/** 2^(-age/halfLife) by the series of exp(-f ln 2) for the fraction f, and by halving for the whole. */
function plainHalving(age: number, halfLife: number): Fraction {
  const whole = Math.floor(age / halfLife);
  if (age > 64 * halfLife) return NOTHING;
  const exponent = (LN2 * BigInt(age - whole * halfLife)) / BigInt(halfLife);
  let term = ONE;
  let value = 0n;
  for (let k = 1n; term !== 0n; k += 1n) {
    value += k % 2n === 1n ? term : -term;
    term = (term * exponent) / ONE / k;
  }
  return { over: value, under: ONE * 2n ** BigInt(whole) };
}
