/** Patterns as they are judged when all promoters are at hand at once, as lists and in one go: what slices are held to. */
import { chanceOfMore, type Count, type Spread } from "../../../domain/risk/patterns/beta-binomial.ts";
import { discoveryRates } from "../../../domain/risk/patterns/false-discoveries.ts";
import type { FoundPattern } from "../../../domain/risk/patterns/find-patterns.ts";
import { logBeta } from "../../../domain/risk/patterns/log-gamma.ts";
import type { AmountPattern, SharePattern } from "../../../domain/risk/patterns/pattern.ts";
import { type PatternName, PATTERNS } from "../../../domain/risk/patterns/patterns.ts";
import type { PromoterWindow } from "../../../domain/risk/patterns/promoter-window.ts";
import { chanceAbove, middleOf } from "../../../domain/risk/patterns/robust-score.ts";

/** Promoters are never taken for so much alike that chance alone remains. */
const LEAST_LIKENESS = 0.001;
const MOST_LIKENESS = 0.9;
/** The part of promoters that is taken for dishonest before anything is known of them: they may show any rate. */
const DISHONEST = 0.02;
/** The first fit is made without who shows most, as long as that is not more than this part. */
const FIRST_LEFT_OUT = 0.05;
/** Rounds in which it is asked who is honest by the spread, and fitted to those who are. It settles within ten. */
const ROUNDS = 15;
/** A round that moves the likeness by less than that part of it is the last. */
const SETTLED = 1e-3;
/** A rate that nobody showed yet is not taken for impossible. */
const PRIOR = { hits: 0.5, trials: 1 };

/** Share of wrong suspicions among those that stand. */
const FALSE_DISCOVERIES = 0.15;
/** Fewer orders say nothing about anybody. */
const FEWEST_ORDERS = 6;
/** What is less than that many times the usual is no matter for people, however sure it is. */
const LEAST_FACTOR = 2;
/** Fewer promoters do not show how honest ones differ. */
const FEWEST_PROMOTERS = 20;

/** The promoters that patterns are looked for in: of others too little is known. */
export function plainJudgedOf(windows: readonly PromoterWindow[]): PromoterWindow[] {
  return windows.filter(({ orders }) => orders >= FEWEST_ORDERS);
}

/** One pattern where it stands. A promoter that is not among those is not judged. */
export function plainPattern(name: PatternName, judged: readonly PromoterWindow[]): FoundPattern[] {
  return holding(suspicionsOf(name, judged));
}

function holding(suspicions: readonly Suspicion[]): FoundPattern[] {
  const rates = discoveryRates(suspicions.map(({ chance }) => chance));
  return suspicions.flatMap(({ promoter, pattern, observed, usual, of }, place) => {
    const falseDiscoveries = rates[place] ?? 1;
    const isHolding = falseDiscoveries <= FALSE_DISCOVERIES && isMatter(pattern, { observed, usual });
    return isHolding ? [{ promoter, pattern, observed, usual, of, falseDiscoveries }] : [];
  });
}

/** Many clicks without orders are few orders for clicks: the one pattern of which less is odd. */
const FEW: PatternName = "clicks_without_orders";

function isMatter(name: PatternName, { observed, usual }: Pick<FoundPattern, "observed" | "usual">): boolean {
  return name === FEW ? usual >= LEAST_FACTOR * observed : observed >= LEAST_FACTOR * usual;
}

type Suspicion = Omit<FoundPattern, "falseDiscoveries"> & { readonly chance: number };

function suspicionsOf(name: PatternName, windows: readonly PromoterWindow[]): Suspicion[] {
  const pattern: SharePattern | AmountPattern = PATTERNS[name];
  const suspicions =
    pattern.kind === "share" ? ofShares(name, pattern, windows) : ofAmounts(pattern, windows);
  return suspicions.length < FEWEST_PROMOTERS
    ? []
    : suspicions.map((suspicion) => ({ pattern: name, ...suspicion }));
}

function ofShares(name: PatternName, { counts }: SharePattern, windows: readonly PromoterWindow[]) {
  const counted = windows
    .map((window) => ({ promoter: window.promoter, ...counts(window) }))
    .filter(({ trials }) => trials > 0);
  const odd = counted.map(({ hits, trials }) => ({ hits: name === FEW ? trials - hits : hits, trials }));
  const spread = fitSpread(odd);
  return counted.map(({ promoter, hits, trials }, place) => {
    const observed = Math.round((hits / trials) * 10_000);
    const usual = Math.round((name === FEW ? 1 - spread.mean : spread.mean) * 10_000);
    // Most promoters are no matter, and the sum of their chance is the longest.
    const isOdd = isMatter(name, { observed, usual });
    const chance = isOdd ? chanceOfMore(odd[place] ?? { hits, trials }, spread) : 1;
    return { promoter, observed, usual, of: trials, chance };
  });
}

/** Amounts differ by factors: their logarithms are compared. */
function ofAmounts({ amount }: AmountPattern, windows: readonly PromoterWindow[]) {
  const counted = windows
    .map((window) => ({ promoter: window.promoter, ...amount(window) }))
    .filter(({ minor, of }) => minor > 0 && of > 0);
  const { median, deviation } = middleOf(
    Float64Array.from(counted.map(({ minor, of }) => Math.log(minor / of))),
  );
  return counted.map(({ promoter, minor, of }) => ({
    promoter,
    observed: Math.round((minor / of) * 100),
    usual: Math.round(Math.exp(median) * 100),
    of,
    chance: deviation === 0 ? 1 : chanceAbove((Math.log(minor / of) - median) / deviation),
  }));
}

/** The spread among honest promoters. Each counts by the chance that it is one of them. */
function fitSpread(counts: readonly Count[]): Spread {
  const rateOf = ({ hits, trials }: Count) => hits / trials;
  const most = Math.max(...counts.map(rateOf));
  const isException = counts.filter((one) => rateOf(one) === most).length <= counts.length * FIRST_LEFT_OUT;
  let spread = fitOnce(
    counts.map((count) => ({ ...count, honest: isException && rateOf(count) === most ? 0 : 1 })),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = spread;
    spread = fitOnce(counts.map((count) => ({ ...count, honest: chanceOfHonesty(count, known) })));
    if (Math.abs(spread.likeness - known.likeness) < known.likeness * SETTLED) break;
  }
  return spread;
}

/** Who shows less than usual is no thief. */
function chanceOfHonesty(count: Count, spread: Spread): number {
  if (count.hits <= spread.mean * count.trials) return 1;
  const honest = (1 - DISHONEST) * chanceOf(count, spread);
  return honest / (honest + DISHONEST / (count.trials + 1));
}

interface WeighedCount extends Count {
  readonly honest: number;
}

function fitOnce(counts: readonly WeighedCount[]): Spread {
  let likeness = LEAST_LIKENESS;
  let mean = 0;
  // The weights follow from the likeness, and it from them: three rounds settle both.
  for (let round = 0; round < 3; round += 1) {
    const weighed = counts.map(({ hits, trials, honest }) => ({
      rate: hits / trials,
      trials,
      weight: (honest * trials) / (1 + likeness * (trials - 1)),
    }));
    const weight = sumOf(weighed, (count) => count.weight);
    mean = (sumOf(weighed, (count) => count.weight * count.rate) + PRIOR.hits) / (weight + PRIOR.trials);
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

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
