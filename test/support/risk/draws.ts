/** Draws from distributions, by a chance that a seed makes. */
import type { Chance } from "../chance.ts";

export interface Draws {
  /** Normal, with mean 0 and deviation 1. */
  readonly normal: () => number;
  readonly lognormal: (mean: number, deviation: number) => number;
  /** A rate between 0 and 1. @param likeness towards 0 all draws are near the mean, towards 1 each is 0 or 1. */
  readonly beta: (mean: number, likeness: number) => number;
  readonly binomial: (trials: number, rate: number) => number;
}

export function draws(chance: Chance): Draws {
  const uniform = () => 1 - chance.next();
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables" (2000). */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return {
    normal,
    lognormal: (mean, deviation) => Math.exp(mean + deviation * normal()),
    beta: (mean, likeness) => {
      const together = (1 - likeness) / likeness;
      const [hits, others] = [gamma(mean * together), gamma((1 - mean) * together)];
      return hits + others === 0 ? mean : hits / (hits + others);
    },
    binomial: (trials, rate) => {
      let hits = 0;
      for (let trial = 0; trial < trials; trial += 1) if (chance.next() < rate) hits += 1;
      return hits;
    },
  };
}
