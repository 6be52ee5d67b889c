/** Prizes by ranks, the periods of leaderboards, and names as others see them. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AmountMinor } from "../../../../domain/kernel/money.ts";
import { LEADERBOARD_PERIODS, leaderboardSpan } from "../../../../domain/reports/leaderboard-period.ts";
import { maskedName } from "../../../../domain/reports/masked-name.ts";
import { lastRankOf, type Prize, prizeOf } from "../../../../domain/reports/ranks.ts";

const amounts = fc.integer({ min: 1, max: 1_000_000_000_000 }) as fc.Arbitrary<AmountMinor>;
const prizeLists = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), amounts), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => {
    let last = 0;
    return parts.map(([gap, ranks, amount]): Prize => {
      const from = last + gap + 1;
      last = from + ranks - 1;
      return { from, to: last, amount };
    });
  });

/** As the database ranks values. */
function ranked(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => b - a);
  return sorted.map((value, place) => ({
    rank: sorted.indexOf(value) + 1,
    tied: sorted.filter((other) => other === value).length,
    placeOfTied: place - sorted.indexOf(value) + 1,
  }));
}

test("prizes of all together are those of the ranks that are taken, to the unit, and equal ones differ by one at most", () => {
  fc.assert(
    fc.property(prizeLists, fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }), (prizes, values) => {
      const scores = ranked(values);
      const given = scores.map((score) => prizeOf(prizes, score));
      const promised = scores.reduce((sum, _, place) => {
        const prize = prizes.find(({ from, to }) => from <= place + 1 && place + 1 <= to);
        return sum + (prize?.amount ?? 0);
      }, 0);
      expect(given.reduce((sum, amount) => sum + amount, 0)).toBe(promised);
      for (const [place, { rank }] of scores.entries()) {
        const alike = given.filter((_, other) => scores[other]?.rank === rank);
        expect(Math.max(...alike) - Math.min(...alike)).toBeLessThanOrEqual(1);
        // The units that are left go to the first of them.
        expect(alike).toEqual(alike.toSorted((a, b) => b - a));
        expect(rank <= lastRankOf(prizes) || given[place] === 0).toBe(true);
      }
    }),
  );
});

test("two of the second rank share the second and the third prize", () => {
  const prizes = [
    { from: 1, to: 1, amount: 100 as AmountMinor },
    { from: 2, to: 2, amount: 50 as AmountMinor },
    { from: 3, to: 3, amount: 25 as AmountMinor },
  ];
  expect(ranked([9, 7, 7, 1]).map((score) => prizeOf(prizes, score))).toEqual([100, 38, 37, 0]);
});

test("periods lie in the program's time zone, hold their instant, and follow each other without a gap", () => {
  const zones = ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu"];
  const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(
      fc.constantFrom(...LEADERBOARD_PERIODS),
      instants,
      fc.constantFrom(...zones),
      (period, atMs, zone) => {
        const { fromMs, toMs } = leaderboardSpan(period, atMs, zone);
        expect(fromMs).toBeLessThanOrEqual(atMs);
        expect(toMs).toBeGreaterThan(atMs);
        const next = leaderboardSpan(period, toMs, zone).fromMs;
        expect(next).toBe(period === "all" ? 0 : toMs);
      },
    ),
  );
  const iso = (period: (typeof LEADERBOARD_PERIODS)[number], at: string, zone: string) => {
    const { fromMs, toMs } = leaderboardSpan(period, Date.parse(at), zone);
    return [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  };
  // A Sunday evening elsewhere is Monday in Shanghai already.
  expect(iso("week", "2026-11-22T17:00:00Z", "Asia/Shanghai")).toEqual([
    "2026-11-22T16:00:00.000Z",
    "2026-11-29T16:00:00.000Z",
  ]);
  // The clocks go forward on 8 March: that week is an hour shorter.
  expect(iso("week", "2026-03-04T12:00:00Z", "America/New_York")).toEqual([
    "2026-03-02T05:00:00.000Z",
    "2026-03-09T04:00:00.000Z",
  ]);
  // All ends with that very day, there.
  expect(iso("all", "2026-11-22T16:00:00Z", "Asia/Shanghai")[1]).toBe("2026-11-23T16:00:00.000Z");
  expect(iso("all", "2026-11-22T15:59:59Z", "America/New_York")[1]).toBe("2026-11-23T05:00:00.000Z");
  expect(iso("month", "2026-12-31T16:00:00Z", "Asia/Shanghai")).toEqual([
    "2026-12-31T16:00:00.000Z",
    "2027-01-31T16:00:00.000Z",
  ]);
});

test("a masked name shows one character, whatever characters are made of, and not how long it is", () => {
  expect(["王小明", "Li Lei", "👩‍👩‍👧x", "X", null].map(maskedName)).toEqual([
    "王**",
    "L**",
    "👩‍👩‍👧**",
    "X**",
    "**",
  ]);
});
