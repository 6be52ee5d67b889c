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
/** The part of promoters that is taken for dishonest before anything is known of them: they may show any rate. */
const DISHONEST = 0.02;
/** The first fit is made without who shows most, as long as that is not more than this part: else it is no exception. */
const FIRST_LEFT_OUT = 0.05;
/** Rounds in which it is asked who is honest by the spread, and fitted to those who are. It settles within ten. */
const ROUNDS = 15;
/** A round that moves the likeness by less than that part of it is the last. */
const SETTLED = 1e-3;
/** A count of more is judged as one of so many at the same rate: its sum stays short, and it proves enough. */
const MOST_TRIALS = 20_000;
/** A rate that nobody showed yet is not taken for impossible. */
const PRIOR = { hits: 0.5, trials: 1 };

/** Counts by their places. */
export interface Counts {
  readonly hits: Float64Array;
  readonly trials: Float64Array;
}

/** Promoters that are looked at between two turns of others: some milliseconds. */
const STRIDE = 10_000;

/** The spread among honest promoters. Each counts by the chance that it is one of them. Stops for others to be let in. */
export function* fitSpread(counts: Counts): Generator<void, Spread> {
  const honest = firstHonest(counts);
  let spread = yield* fitOnce(counts, honest);
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = spread;
    for (let place = 0; place < honest.length; place += 1) {
      honest[place] = chanceOfHonesty(countAt(counts, place), known);
      if (place % STRIDE === STRIDE - 1) yield;
    }
    spread = yield* fitOnce(counts, honest);
    if (Math.abs(spread.likeness - known.likeness) < known.likeness * SETTLED) break;
  }
  return spread;
}

/**
 * Where one shows a thing and nobody else does, a fit that began with it would find that promoters differ without bounds. It
 * comes back in the rounds, where the spread of the others explains it.
 */
function firstHonest({ hits, trials }: Counts): Float64Array {
  const rates = hits.map((hit, place) => hit / (trials[place] ?? 1));
  const most = rates.reduce((greatest, rate) => Math.max(greatest, rate), 0);
  const alike = rates.reduce((count, rate) => (rate === most ? count + 1 : count), 0);
  return rates.map((rate) => (rate === most && alike <= rates.length * FIRST_LEFT_OUT ? 0 : 1));
}

/** The count at a place. */
export function countAt({ hits, trials }: Counts, place: number): Count {
  return { hits: hits[place] ?? 0, trials: trials[place] ?? 1 };
}

/** Who shows less than usual is no thief. */
function chanceOfHonesty(count: Count, spread: Spread): number {
  if (count.hits <= spread.mean * count.trials) return 1;
  const honest = (1 - DISHONEST) * chanceOf(count, spread);
  return honest / (honest + DISHONEST / (count.trials + 1));
}

function* fitOnce(counts: Counts, honest: Float64Array): Generator<void, Spread> {
  const weights = new Float64Array(honest.length);
  let likeness = LEAST_LIKENESS;
  let mean = 0;
  // The weights follow from the likeness, and it from them: three rounds settle both.
  for (let round = 0; round < 3; round += 1) {
    const weighed = yield* weigh(counts, honest, likeness, weights);
    mean = (weighed.hits + PRIOR.hits) / (weighed.weight + PRIOR.trials);
    const { scatter, free, byChance } = yield* scatterOf(counts, weights, { mean, weight: weighed.weight });
    const variance = mean * (1 - mean);
    const room = variance * (free - byChance);
    const found = room > 0 ? (scatter - variance * byChance) / room : LEAST_LIKENESS;
    likeness = Math.min(Math.max(found, LEAST_LIKENESS), MOST_LIKENESS);
  }
  return { mean, likeness };
}

/** Fills in the weights, and sums them and what they hit. */
function* weigh(
  counts: Counts,
  honest: Float64Array,
  likeness: number,
  weights: Float64Array,
): Generator<void, { readonly weight: number; readonly hits: number }> {
  let all = 0;
  let hit = 0;
  for (let place = 0; place < weights.length; place += 1) {
    const { hits, trials } = countAt(counts, place);
    const weight = ((honest[place] ?? 1) * trials) / (1 + likeness * (trials - 1));
    weights[place] = weight;
    all += weight;
    hit += weight * (hits / trials);
    if (place % STRIDE === STRIDE - 1) yield;
  }
  return { weight: all, hits: hit };
}

/** Sums of squared distances from the mean, and of what is free to scatter, as a whole and by chance alone. */
function* scatterOf(
  counts: Counts,
  weights: Float64Array,
  { mean, weight: all }: { readonly mean: number; readonly weight: number },
): Generator<void, { readonly scatter: number; readonly free: number; readonly byChance: number }> {
  let scatter = 0;
  let free = 0;
  let byChance = 0;
  for (let place = 0; place < weights.length; place += 1) {
    const { hits, trials } = countAt(counts, place);
    const weight = weights[place] ?? 0;
    const own = weight * (1 - weight / all);
    scatter += weight * (hits / trials - mean) ** 2;
    free += own;
    byChance += own / trials;
    if (place % STRIDE === STRIDE - 1) yield;
  }
  return { scatter, free, byChance };
}

/** The chance that an honest promoter shows so many hits or more. */
export function chanceOfMore(count: Count, { mean, likeness }: Spread): number {
  const { hits, trials } = atMost(count);
  if (hits <= 0) return 1;
  if (mean <= 0) return 0;
  if (mean >= 1) return 1;
  const [a, b] = shapesOf({ mean, likeness });
  // What lies on the shorter side of the mean is summed, from its greatest term outwards.
  return hits > trials * mean ? sumFrom(hits, trials, a, b) : 1 - sumFrom(trials - hits + 1, trials, b, a);
}

function atMost({ hits, trials }: Count): Count {
  if (trials <= MOST_TRIALS) return { hits, trials };
  return { hits: Math.floor((hits / trials) * MOST_TRIALS), trials: MOST_TRIALS };
}

/** P(X >= first) for X of `trials` under a beta-binomial with a and b. */
function sumFrom(first: number, trials: number, a: number, b: number): number {
  if (first > trials) return 0;
  let term = termAt(first, trials, a, b);
  let sum = 0;
  for (let hits = first; hits <= trials && term > sum * 1e-12; hits += 1) {
    sum += term;
    term *= ((trials - hits) / (hits + 1)) * ((hits + a) / (trials - hits - 1 + b));
  }
  return Math.min(sum, 1);
}

/** The chance of exactly so many hits. */
function chanceOf({ hits, trials }: Count, spread: Spread): number {
  return termAt(hits, trials, ...shapesOf(spread));
}

function termAt(hits: number, trials: number, a: number, b: number): number {
  const choose = -Math.log(trials + 1) - logBeta(trials - hits + 1, hits + 1);
  return Math.exp(choose + logBeta(hits + a, trials - hits + b) - logBeta(a, b));
}

function shapesOf({ mean, likeness }: Spread): [a: number, b: number] {
  const together = (1 - likeness) / likeness;
  return [mean * together, (1 - mean) * together];
}
