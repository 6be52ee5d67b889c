/**
 * Promoters whose figures honest differences do not explain. Each pattern is judged against the spread among the
 * program's own promoters. Of each so many suspicions stand that about one in seven is expected to be wrong.
 */
import type { PromoterRef } from "../../kernel/ids.ts";
import { chanceOfMore, fitSpread } from "./beta-binomial.ts";
import { discoveryRates } from "./false-discoveries.ts";
import type { AmountPattern, SharePattern } from "./pattern.ts";
import { type PatternName, PATTERNS } from "./patterns.ts";
import type { PromoterWindow } from "./promoter-window.ts";
import { chanceAbove, middleOf } from "./robust-score.ts";

export interface FoundPattern {
  readonly promoter: PromoterRef;
  readonly pattern: PatternName;
  /** What the promoter shows: basis points of a share, or minor units for a hundred. */
  readonly observed: number;
  /** What an honest promoter shows, in the same unit. */
  readonly usual: number;
  /** Of how many it was counted. */
  readonly of: number;
  /** The share of wrong suspicions among those that stand when this one does: between 0 and 1. */
  readonly falseDiscoveries: number;
}

/** Share of wrong suspicions among those that stand. */
const FALSE_DISCOVERIES = 0.15;
/** Fewer orders say nothing about anybody. */
const FEWEST_ORDERS = 6;
/** What is less than that many times the usual is no matter for people, however sure it is. */
const LEAST_FACTOR = 2;
/** Fewer promoters do not show how honest ones differ. */
const FEWEST_PROMOTERS = 20;

/** The promoters that patterns are looked for in: of others too little is known. */
export function judgedOf(windows: readonly PromoterWindow[]): PromoterWindow[] {
  return windows.filter(({ orders }) => orders >= FEWEST_ORDERS);
}

/** One pattern where it stands. A promoter that is not among {@link judgedOf} is not judged. */
export function findPattern(name: PatternName, judged: readonly PromoterWindow[]): FoundPattern[] {
  return holding(suspicionsOf(name, judged));
}

function holding(suspicions: readonly Suspicion[]): FoundPattern[] {
  const rates = discoveryRates(suspicions.map(({ chance }) => chance));
  return suspicions.flatMap(({ promoter, pattern, observed, usual, of }, place) => {
    const falseDiscoveries = rates[place] ?? 1;
    const isHolding = falseDiscoveries <= FALSE_DISCOVERIES && isMatter({ pattern, observed, usual });
    return isHolding ? [{ promoter, pattern, observed, usual, of, falseDiscoveries }] : [];
  });
}

function isMatter({
  pattern,
  observed,
  usual,
}: Pick<FoundPattern, "pattern" | "observed" | "usual">): boolean {
  return isFew(pattern) ? LEAST_FACTOR * observed <= usual : observed >= LEAST_FACTOR * usual;
}

function isFew(name: PatternName): boolean {
  const pattern: SharePattern | AmountPattern = PATTERNS[name];
  return pattern.kind === "share" && pattern.isFew === true;
}

type Suspicion = Omit<FoundPattern, "falseDiscoveries"> & { readonly chance: number };

function suspicionsOf(name: PatternName, windows: readonly PromoterWindow[]): Suspicion[] {
  const pattern: SharePattern | AmountPattern = PATTERNS[name];
  const suspicions =
    pattern.kind === "share" ? ofShares(name, pattern, windows) : ofAmounts(pattern, windows);
  return suspicions.length < FEWEST_PROMOTERS
    ? []
    : suspicions.map((suspicion) => ({ ...suspicion, pattern: name }));
}

function ofShares(name: PatternName, { counts }: SharePattern, windows: readonly PromoterWindow[]) {
  const counted = windows
    .map((window) => ({ promoter: window.promoter, ...counts(window) }))
    .filter(({ trials }) => trials > 0);
  // Few of something are many of all else.
  const odd = isFew(name) ? counted.map(({ hits, trials }) => ({ hits: trials - hits, trials })) : counted;
  const spread = fitSpread(odd);
  const mean = isFew(name) ? 1 - spread.mean : spread.mean;
  return counted.map(({ promoter, hits, trials }, place) => {
    const observed = Math.round((hits / trials) * 10_000);
    const usual = Math.round(mean * 10_000);
    // Most promoters are no matter, and the sum of their chance is the longest.
    const isOdd = isMatter({ pattern: name, observed, usual });
    const chance = isOdd ? chanceOfMore(odd[place] ?? { hits, trials }, spread) : 1;
    return { promoter, observed, usual, of: trials, chance };
  });
}

/** Amounts differ by factors: their logarithms are compared. */
function ofAmounts({ amount }: AmountPattern, windows: readonly PromoterWindow[]) {
  const counted = windows
    .map((window) => ({ promoter: window.promoter, ...amount(window) }))
    .filter(({ minor, of }) => minor > 0 && of > 0);
  const { median, deviation } = middleOf(counted.map(({ minor, of }) => Math.log(minor / of)));
  return counted.map(({ promoter, minor, of }) => ({
    promoter,
    observed: Math.round((minor / of) * 100),
    usual: Math.round(Math.exp(median) * 100),
    of,
    chance: deviation === 0 ? 1 : chanceAbove((Math.log(minor / of) - median) / deviation),
  }));
}
