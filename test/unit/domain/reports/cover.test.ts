import * as fc from "fast-check";
import { expect, test } from "vitest";
import { coverOf, type Span, startOfMonth } from "../../../../domain/reports/cover.ts";

const QUARTER_MS = 900_000;
const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) });
const quarters = instants.map((atMs) => atMs - (atMs % QUARTER_MS));
const days = instants.map((atMs) => atMs - (atMs % 86_400_000));
const bounds = fc.oneof(
  instants,
  quarters,
  days,
  instants.map((atMs) => startOfMonth(atMs)),
);

test("the parts of a period are whole units, do not overlap, and together are the period", () => {
  fc.assert(
    fc.property(bounds, bounds, (one, other) => {
      const period = { fromMs: Math.min(one, other), toMs: Math.max(one, other) };
      const cover = coverOf(period);
      const parts: Span[] = [...cover.months, ...cover.days, ...cover.quarters, ...cover.rest];
      const sorted = parts.toSorted((a, b) => a.fromMs - b.fromMs);
      let atMs = period.fromMs;
      for (const { fromMs, toMs } of sorted) {
        expect(fromMs).toBe(atMs);
        expect(toMs).toBeGreaterThan(fromMs);
        atMs = toMs;
      }
      expect(atMs).toBe(period.toMs);
      for (const { fromMs, toMs } of cover.months) {
        expect([startOfMonth(fromMs), startOfMonth(toMs)]).toEqual([fromMs, toMs]);
      }
      for (const { fromMs, toMs } of cover.days)
        expect([fromMs % 86_400_000, toMs % 86_400_000]).toEqual([0, 0]);
      for (const { fromMs, toMs } of cover.quarters)
        expect([fromMs % QUARTER_MS, toMs % QUARTER_MS]).toEqual([0, 0]);
      // Largest units first: what is left at each end is less than one of them.
      const restMs = cover.rest.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
      expect(restMs).toBeLessThan(2 * QUARTER_MS);
    }),
  );
});
