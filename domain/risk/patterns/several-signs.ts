/**
 * Promoters who are a little odd in many respects at once. By each alone honest promoters are as odd; by all together few
 * are. How odd all are together is compared with the others of the program. So signs that come in company count once more only
 * where they do not for everybody.
 *
 * Sources: R. Fisher, "Statistical Methods for Research Workers" (1925), of sums of logarithms; E. Wilson, M. Hilferty, "The
 * Distribution of Chi-Square", PNAS 17 (1931), of their cube roots, which are close to normal.
 */
import type { PromoterRef } from "../../kernel/ids.ts";
import { discoveryRates } from "./false-discoveries.ts";
import { chancesOf, FEWEST_PROMOTERS, Judging } from "./find-patterns.ts";
import type { PatternName } from "./patterns.ts";
import type { PromoterWindow } from "./promoter-window.ts";
import { chanceAbove, middleOf } from "./robust-score.ts";

/** Signs of different things: what is another one's reverse or part would count twice. */
const SIGNS = [
  "orders_soon_after_click",
  "orders_long_after_click",
  "orders_per_click",
  "customers_taken",
  "credits_taken",
  "unasked_clicks",
  "orders_reversed",
  "one_network",
] as const satisfies readonly PatternName[];

export interface FoundSigns {
  readonly promoter: PromoterRef;
  readonly pattern: "several_signs";
  /** The signs that it shows most, the strongest first. */
  readonly signs: readonly PatternName[];
  /** The share of wrong suspicions among those that stand when this one does: between 0 and 1. */
  readonly falseDiscoveries: number;
}

/** Share of wrong suspicions among those that stand. They cost a look each, and hold nobody's orders. */
const FALSE_DISCOVERIES = 0.4;
/** What an honest promoter shows as seldom is named as one of its signs. */
const SHOWN_FROM = 0.1;
/** No sign alone counts without bound. */
const LEAST_CHANCE = 1e-12;

/** Promoters that are looked at between two turns of others. */
const STRIDE = 1_000;

interface Evidence {
  sum: number;
  readonly signs: [name: PatternName, chance: number][];
}

/** Takes in windows page by page. */
export class SeveralSigns {
  readonly #judgings = SIGNS.map((name) => [name, new Judging(name)] as const);

  take(windows: readonly PromoterWindow[]): void {
    for (const [, judging] of this.#judgings) judging.take(windows);
  }

  /** Stops now and then, for others to be let in. */
  *found(): Generator<void, FoundSigns[]> {
    const evidence = yield* this.#evidence();
    if (evidence.size < FEWEST_PROMOTERS) return [];
    const roots = Float64Array.from(evidence.values(), ({ sum }) => Math.cbrt(sum));
    yield;
    const { median, deviation } = middleOf(roots);
    if (deviation === 0) return [];
    yield;
    // Who is as usual stands at no rate, and moves none at which another one stands.
    const suspicions = [...evidence].flatMap(([promoter, { signs }], place) => {
      const chance = chanceAbove(((roots[place] ?? 0) - median) / deviation);
      return chance <= FALSE_DISCOVERIES ? [{ promoter, signs, chance }] : [];
    });
    yield;
    const chances = suspicions.map(({ chance }) => chance);
    const rates = discoveryRates(chances, evidence.size);
    return suspicions.flatMap(({ promoter, signs }, place): FoundSigns[] => {
      const falseDiscoveries = rates[place] ?? 1;
      if (falseDiscoveries > FALSE_DISCOVERIES) return [];
      const strongest = signs.toSorted(([, a], [, b]) => a - b).map(([name]) => name);
      return [{ promoter, pattern: "several_signs", signs: strongest, falseDiscoveries }];
    });
  }

  *#evidence(): Generator<void, Map<PromoterRef, Evidence>> {
    const evidence = new Map<PromoterRef, Evidence>();
    for (const [name, judging] of this.#judgings) {
      const judged = judging.judged();
      const chanceAt = yield* chancesOf(name, judged);
      for (const [place, promoter] of judged.promoters.entries()) {
        const chance = Math.max(chanceAt(place), LEAST_CHANCE);
        const own = evidence.get(promoter) ?? { sum: 0, signs: [] };
        own.sum -= Math.log(chance);
        if (chance <= SHOWN_FROM) own.signs.push([name, chance]);
        evidence.set(promoter, own);
        if (place % STRIDE === STRIDE - 1) yield;
      }
    }
    return evidence;
  }
}
