/**
 * How far honest promoters differ: each has a rate of its own, drawn from a beta distribution that is fitted to all of
 * them. A plain binomial would call every promoter a thief whose followers merely differ from the others'.
 *
 * Source of the fit: J. Kleinman, "Proportions with Extraneous Variance", JASA 68 (1973).
 */
import { logBeta } from "./log-gamma.ts";

/** Of `trials` things `hits` were of a kind. Integers, hits at most trials, trials 1 or more. */
export interface Count {
  readonly hits: number;
  readonly trials: number;
}

export interface Spread {
  /** Mean rate, between 0 and 1. */
  readonly mean: number;
  /** How alike things of one promoter are: 0 where all promoters have one rate, towards 1 where each has its own. */
  readonly likeness: number;
}

/** Promoters are never taken for so much alike that chance alone remains. */
const LEAST_LIKENESS = 0.001;
const MOST_LIKENESS = 0.9;
/** Rounds in which those that fit worst are left out, so that thieves do not widen what is taken for honest. */
const TRIMS = 6;
/** Less likely than that, a promoter is left out of the fit. Of honest ones that leaves out one in a thousand. */
const TRIMMED_BELOW = 0.001;
/** A rate that nobody showed yet is not taken for impossible. */
const PRIOR = { hits: 0.5, trials: 1 };

/** The spread among promoters. Those that fit worst are left out, and it is fitted again. */
export function fitSpread(counts: readonly Count[]): Spread {
  let kept = counts;
  let spread = fitOnce(kept);
  for (let round = 0; round < TRIMS; round += 1) {
    const fitting = counts.filter((count) => chanceOfMore(count, spread) >= TRIMMED_BELOW);
    if (fitting.length === kept.length || fitting.length === 0) break;
    kept = fitting;
    spread = fitOnce(kept);
  }
  return spread;
}

function fitOnce(counts: readonly Count[]): Spread {
  let likeness = LEAST_LIKENESS;
  let mean = 0;
  // The weights follow from the likeness, and it from them: three rounds settle both.
  for (let round = 0; round < 3; round += 1) {
    const weighed = counts.map(({ hits, trials }) => ({
      rate: hits / trials,
      trials,
      weight: trials / (1 + likeness * (trials - 1)),
    }));
    const weight = sumOf(weighed, (count) => count.weight);
    mean =
      (sumOf(weighed, (count) => count.weight * count.rate) + PRIOR.hits * LEAST_LIKENESS) /
      (weight + PRIOR.trials * LEAST_LIKENESS);
    const scatter = sumOf(weighed, (count) => count.weight * (count.rate - mean) ** 2);
    const free = (count: (typeof weighed)[number]) => count.weight * (1 - count.weight / weight);
    const byChance = sumOf(weighed, (count) => free(count) / count.trials);
    const variance = mean * (1 - mean);
    const room = variance * (sumOf(weighed, free) - byChance);
    const found = room > 0 ? (scatter - variance * byChance) / room : LEAST_LIKENESS;
    likeness = Math.min(Math.max(found, LEAST_LIKENESS), MOST_LIKENESS);
  }
  return { mean, likeness };
}

/** The chance that an honest promoter shows so many hits or more. */
export function chanceOfMore({ hits, trials }: Count, { mean, likeness }: Spread): number {
  if (hits <= 0) return 1;
  if (mean <= 0) return 0;
  if (mean >= 1) return 1;
  const together = (1 - likeness) / likeness;
  const [a, b] = [mean * together, (1 - mean) * together];
  // What lies on the shorter side of the mean is summed, from its greatest term outwards.
  return hits > trials * mean ? sumFrom(hits, trials, a, b) : 1 - sumFrom(trials - hits + 1, trials, b, a);
}

/** P(X >= first) for X of `trials` under a beta-binomial with a and b. */
function sumFrom(first: number, trials: number, a: number, b: number): number {
  if (first > trials) return 0;
  const choose = -Math.log(trials + 1) - logBeta(trials - first + 1, first + 1);
  let term = Math.exp(choose + logBeta(first + a, trials - first + b) - logBeta(a, b));
  let sum = 0;
  for (let hits = first; hits <= trials && term > sum * 1e-12; hits += 1) {
    sum += term;
    term *= ((trials - hits) / (hits + 1)) * ((hits + a) / (trials - hits - 1 + b));
  }
  return Math.min(sum, 1);
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
