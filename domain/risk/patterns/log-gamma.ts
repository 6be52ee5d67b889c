/**
 * The logarithm of the gamma function, to some fourteen digits, by Lanczos' approximation with g = 7 and nine terms.
 *
 * Source: C. Lanczos, "A Precision Approximation of the Gamma Function", SIAM J. Numer. Anal. B 1 (1964).
 */
import { invariant } from "../../kernel/invariant.ts";

const G = 7;
const FIRST = 0.999_999_999_999_809_9;
const TERMS = [
  676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_1, -176.615_029_162_140_6,
  12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
];

/** @param x above 0. */
function logGamma(x: number): number {
  invariant(x > 0, "the logarithm of gamma is asked above 0");
  // Below a half the series loses digits: gamma(x) = gamma(x + 1) / x.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const shifted = x - 1;
  const sum = TERMS.reduce((all, term, index) => all + term / (shifted + index + 1), FIRST);
  const t = shifted + G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The logarithm of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
