import * as fc from "fast-check";
import { expect, test } from "vitest";
import { startOfMonth } from "../../../../domain/reports/cover.ts";
import {
  type SignedCover,
  type SignedSpan,
  signedCoverOf,
  startOfYear,
  startsOf,
} from "../../../../domain/reports/signed-cover.ts";

const DAY_MS = 86_400_000;
const instants = fc.integer({ min: Date.UTC(2023, 0), max: Date.UTC(2028, 0) });
const bounds = fc.oneof(
  instants,
  instants.map((atMs) => atMs - (atMs % DAY_MS)),
  instants.map((atMs) => startOfMonth(atMs)),
  instants.map((atMs) => startOfYear(atMs)),
);
const periods = fc
  .tuple(bounds, bounds)
  .map(([one, other]) => ({ fromMs: Math.min(one, other), toMs: Math.max(one, other) }));

function spansIn({ years, months, days, rest }: SignedCover): SignedSpan[] {
  return [...years, ...months, ...days, ...rest];
}

/** How often each part between neighbouring ends counts. */
function countedParts(cover: SignedCover): { fromMs: number; toMs: number; times: number }[] {
  const spans = spansIn(cover);
  const ends = [...new Set(spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].toSorted((a, b) => a - b);
  return ends.slice(1).map((toMs, place) => {
    const fromMs = ends[place] ?? 0;
    const over = spans.filter((span) => span.fromMs <= fromMs && span.toMs >= toMs);
    return { fromMs, toMs, times: over.reduce((sum, { sign }) => sum + sign, 0) };
  });
}

test.each(["years", "months"] as const)(
  "every instant of a period counts once, and no other, by %s",
  (largest) => {
    fc.assert(
      fc.property(periods, (period) => {
        const counted = countedParts(signedCoverOf(period, largest)).filter(({ times }) => times !== 0);
        for (const { times } of counted) expect(times).toBe(1);
        const length = counted.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
        expect(length).toBe(period.toMs - period.fromMs);
        for (const { fromMs, toMs } of counted) {
          expect(fromMs).toBeGreaterThanOrEqual(period.fromMs);
          expect(toMs).toBeLessThanOrEqual(period.toMs);
        }
      }),
      { numRuns: 500 },
    );
  },
);

test("spans are of whole units, and few: six months, sixteen days and half a day at each end", () => {
  fc.assert(
    fc.property(periods, (period) => {
      const cover = signedCoverOf(period);
      for (const { atMs } of startsOf("years", cover.years)) expect(startOfYear(atMs)).toBe(atMs);
      for (const { atMs } of startsOf("months", cover.months)) expect(startOfMonth(atMs)).toBe(atMs);
      for (const { fromMs, toMs } of cover.days) expect([fromMs % DAY_MS, toMs % DAY_MS]).toEqual([0, 0]);
      const restMs = cover.rest.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
      expect(restMs).toBeLessThanOrEqual(DAY_MS);
      expect(startsOf("months", cover.months).length).toBeLessThanOrEqual(12);
      expect(startsOf("days", cover.days).length).toBeLessThanOrEqual(32);
    }),
  );
});

test("what is shorter by itself is not made of what is larger", () => {
  const june = signedCoverOf({ fromMs: Date.UTC(2026, 5), toMs: Date.UTC(2026, 6) });
  expect(june).toEqual({
    years: [],
    months: [{ sign: 1, fromMs: Date.UTC(2026, 5), toMs: Date.UTC(2026, 6) }],
    days: [],
    rest: [],
  });
  const untilTheLast = signedCoverOf({ fromMs: Date.UTC(2026, 9), toMs: Date.UTC(2026, 9, 30) });
  expect(untilTheLast.days).toEqual([{ sign: -1, fromMs: Date.UTC(2026, 9, 30), toMs: Date.UTC(2026, 10) }]);
  expect(untilTheLast.months).toEqual([{ sign: 1, fromMs: Date.UTC(2026, 9), toMs: Date.UTC(2026, 10) }]);
});
