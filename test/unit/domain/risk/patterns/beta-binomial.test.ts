import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chanceOfMore,
  type Count,
  fitSpread,
  type Spread,
} from "../../../../../domain/risk/patterns/beta-binomial.ts";
import { logBeta } from "../../../../../domain/risk/patterns/log-gamma.ts";
import { Chance } from "../../../../support/chance.ts";
import { draws } from "../../../../support/risk/draws.ts";
import { lastOf } from "../../../../support/risk/last-of.ts";

function spreadOf(counts: readonly Count[]): Spread {
  const hits = Float64Array.from(counts, (count) => count.hits);
  const trials = Float64Array.from(counts, (count) => count.trials);
  return lastOf(fitSpread({ hits, trials }));
}

/** P(X >= hits) as products, term by term from nothing. */
function plainChance(hits: number, trials: number, mean: number, likeness: number): number {
  const together = (1 - likeness) / likeness;
  const [a, b] = [mean * together, (1 - mean) * together];
  const at = (count: number) => {
    let chance = 1;
    for (let one = 0; one < count; one += 1)
      chance *= ((trials - one) / (one + 1)) * ((a + one) / (a + b + one));
    for (let other = 0; other < trials - count; other += 1) chance *= (b + other) / (a + b + count + other);
    return chance;
  };
  let sum = 0;
  for (let count = hits; count <= trials; count += 1) sum += at(count);
  return sum;
}

test("the logarithm of beta is that of the factorials, and of halves", () => {
  for (let whole = 2; whole <= 300; whole += 1) {
    // B(n, 1) = 1 / n, and B(n, 2) = 1 / (n (n + 1)).
    expect(logBeta(whole, 1)).toBeCloseTo(-Math.log(whole), 9);
    expect(logBeta(whole, 2)).toBeCloseTo(-Math.log(whole) - Math.log(whole + 1), 9);
  }
  expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 12);
  expect(logBeta(1e-3, 1)).toBeCloseTo(Math.log(1_000), 9);
});

test("the chance of so many hits or more is the sum of its terms", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 0, max: 120 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 0.001, max: 0.9, noNaN: true }),
      (trials, hits, mean, likeness) => {
        fc.pre(hits <= trials);
        const chance = chanceOfMore({ hits, trials }, { mean, likeness });
        expect(chance).toBeCloseTo(plainChance(hits, trials, mean, likeness), 8);
      },
    ),
  );
});

test("hundreds of thousands of trials end in a chance, and not in NaN", () => {
  const spread = { mean: 0.03, likeness: 0.01 };
  expect(chanceOfMore({ hits: 6_000, trials: 200_000 }, spread)).toBeGreaterThan(0.3);
  expect(chanceOfMore({ hits: 200_000, trials: 200_000 }, spread)).toBeLessThan(1e-100);
  expect(chanceOfMore({ hits: 1, trials: 200_000 }, spread)).toBeGreaterThan(0.9);
});

test("as many trials as a great seller's pairs of orders do not make a night long, and prove no more than they do", () => {
  const spread = { mean: 0.05, likeness: 0.3 };
  const began = performance.now();
  const few = chanceOfMore({ hits: 2_400, trials: 20_000 }, spread);
  const many = chanceOfMore({ hits: 240_000_000, trials: 2_000_000_000 }, spread);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(many).toBe(few);
});

describe("the spread among promoters", () => {
  test.each([
    [0.02, 0.02],
    [0.12, 0.05],
    [0.4, 0.015],
  ])("is found again where their mean is %f and their likeness %f, thieves among them", (mean, likeness) => {
    const draw = draws(new Chance(7));
    const counts = Array.from({ length: 4_000 }, (_, place) => {
      const trials = 10 + Math.floor(draw.lognormal(3, 1));
      const rate = place % 100 === 0 ? 0.9 : draw.beta(mean, likeness);
      return { hits: draw.binomial(trials, rate), trials };
    });
    const found = spreadOf(counts);
    expect(found.mean).toBeGreaterThan(mean * 0.9);
    expect(found.mean).toBeLessThan(mean * 1.1);
    expect(found.likeness).toBeGreaterThan(likeness * 0.75);
    expect(found.likeness).toBeLessThan(likeness * 1.25);
  });

  test.each([20, 60, 300])(
    "among %i who show nothing of it is not that of one who shows nothing else",
    (others) => {
      for (const trials of [6, 12, 40]) {
        const honest = Array.from({ length: others }, () => ({ hits: 0, trials: 40 }));
        const thief = { hits: trials, trials };
        const spread = spreadOf([...honest, thief]);
        expect(spread.mean).toBeLessThan(0.01);
        expect(chanceOfMore(thief, spread)).toBeLessThan(1e-6);
      }
    },
  );

  test("of those who all show nothing is no proof that nobody can", () => {
    const spread = spreadOf(Array.from({ length: 50 }, () => ({ hits: 0, trials: 20 })));
    const chance = chanceOfMore({ hits: 1, trials: 20 }, spread);
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThan(1);
  });
});
