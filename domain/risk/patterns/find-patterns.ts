/**
 * Promoters whose figures honest differences do not explain. Each pattern is judged against the spread among the
 * program's own promoters. Of each so many suspicions stand that about one in seven is expected to be wrong.
 */
import type { PromoterRef } from "../../kernel/ids.ts";
import { chanceOfMore, countAt, type Counts, fitSpread, type Spread } from "./beta-binomial.ts";
import { discoveryRates } from "./false-discoveries.ts";
import type { Pattern } from "./pattern.ts";
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
export const FEWEST_PROMOTERS = 20;

/** What one pattern is judged by, promoter by promoter. */
export interface Judged {
  readonly promoters: readonly PromoterRef[];
  /** Hits, or minor units. */
  readonly parts: Float64Array;
  /** Trials, or of how many the amount is. */
  readonly wholes: Float64Array;
}

/** Takes in what windows say of one pattern, page by page. Of promoters with few orders too little is known. */
export class Judging {
  readonly #pattern: Pattern;
  readonly #promoters: PromoterRef[] = [];
  readonly #parts: number[] = [];
  readonly #wholes: number[] = [];

  constructor(name: PatternName) {
    this.#pattern = PATTERNS[name];
  }

  take(windows: readonly PromoterWindow[]): void {
    for (const window of windows) {
      if (window.orders < FEWEST_ORDERS) continue;
      const { part, whole } = figureOf(this.#pattern, window);
      if (whole <= 0 || (this.#pattern.kind === "amount" && part <= 0)) continue;
      this.#promoters.push(window.promoter);
      this.#parts.push(part);
      this.#wholes.push(whole);
    }
  }

  judged(): Judged {
    return {
      promoters: this.#promoters,
      parts: Float64Array.from(this.#parts),
      wholes: Float64Array.from(this.#wholes),
    };
  }
}

function figureOf(
  pattern: Pattern,
  window: PromoterWindow,
): { readonly part: number; readonly whole: number } {
  if (pattern.kind === "share") {
    const { hits, trials } = pattern.counts(window);
    return { part: hits, whole: trials };
  }
  const { minor, of } = pattern.amount(window);
  return { part: minor, whole: of };
}

/** Promoters that are looked at between two turns of others. */
const STRIDE = 1_000;

/** The promoters for whom one pattern stands. Stops now and then, for others to be let in. */
export function* findPattern(name: PatternName, judged: Judged): Generator<void, FoundPattern[]> {
  const { length } = judged.promoters;
  if (length < FEWEST_PROMOTERS) return [];
  const suspicionAt = yield* PATTERNS[name].kind === "share" ? ofShares(name, judged) : ofAmounts(judged);
  const suspicions: Suspicion[] = [];
  for (const [place, promoter] of judged.promoters.entries()) {
    const suspicion = suspicionAt(place);
    // What chance makes more often stands at no rate, and moves none at which another one stands.
    if (suspicion.chance <= FALSE_DISCOVERIES)
      suspicions.push({ promoter, of: judged.wholes[place] ?? 0, ...suspicion });
    if (place % STRIDE === STRIDE - 1) yield;
  }
  return holding(name, suspicions, length);
}

function holding(name: PatternName, suspicions: readonly Suspicion[], among: number): FoundPattern[] {
  const chances = suspicions.map(({ chance }) => chance);
  const rates = discoveryRates(chances, among);
  return suspicions.flatMap(({ promoter, observed, usual, of }, place) => {
    const falseDiscoveries = rates[place] ?? 1;
    const isHolding = falseDiscoveries <= FALSE_DISCOVERIES && isMatter(name, { observed, usual });
    return isHolding ? [{ promoter, pattern: name, observed, usual, of, falseDiscoveries }] : [];
  });
}

function isMatter(name: PatternName, { observed, usual }: Pick<Shown, "observed" | "usual">): boolean {
  return isFew(name) ? LEAST_FACTOR * observed <= usual : observed >= LEAST_FACTOR * usual;
}

function isFew(name: PatternName): boolean {
  const pattern: Pattern = PATTERNS[name];
  return pattern.kind === "share" && pattern.isFew === true;
}

interface Shown {
  readonly observed: number;
  readonly usual: number;
  readonly chance: number;
}

interface Suspicion extends Shown {
  readonly promoter: PromoterRef;
  readonly of: number;
}

/** What the promoter at a place shows, once the others are known. */
type SuspicionAt = (place: number) => Shown;

/** The chance that an honest promoter shows as much of a share or more, by the promoter's place. */
export function* chancesOf(name: PatternName, judged: Judged): Generator<void, (place: number) => number> {
  const { counts, spread } = yield* fitted(name, judged);
  return (place) => chanceOfMore(countAt(counts, place), spread);
}

function* fitted(
  name: PatternName,
  { parts, wholes }: Judged,
): Generator<void, { readonly counts: Counts; readonly spread: Spread }> {
  // Few of something are many of all else.
  const hits = isFew(name) ? parts.map((part, place) => (wholes[place] ?? 0) - part) : parts;
  const counts = { hits, trials: wholes };
  return { counts, spread: yield* fitSpread(counts) };
}

function* ofShares(name: PatternName, judged: Judged): Generator<void, SuspicionAt> {
  const { parts, wholes } = judged;
  const { counts, spread } = yield* fitted(name, judged);
  const usual = Math.round((isFew(name) ? 1 - spread.mean : spread.mean) * 10_000);
  return (place) => {
    const observed = Math.round(((parts[place] ?? 0) / (wholes[place] ?? 1)) * 10_000);
    // Most promoters are no matter, and the sum of their chance is the longest.
    const isOdd = isMatter(name, { observed, usual });
    const chance = isOdd ? chanceOfMore(countAt(counts, place), spread) : 1;
    return { observed, usual, chance };
  };
}

/** Amounts differ by factors: their logarithms are compared. */
function* ofAmounts({ parts, wholes }: Judged): Generator<void, SuspicionAt> {
  const logarithmAt = (place: number) => Math.log((parts[place] ?? 0) / (wholes[place] ?? 1));
  const logarithms = parts.map((_, place) => logarithmAt(place));
  yield;
  const { median, deviation } = middleOf(logarithms);
  yield;
  const usual = Math.round(Math.exp(median) * 100);
  return (place) => ({
    observed: Math.round(((parts[place] ?? 0) / (wholes[place] ?? 1)) * 100),
    usual,
    chance: deviation === 0 ? 1 : chanceAbove((logarithmAt(place) - median) / deviation),
  });
}
