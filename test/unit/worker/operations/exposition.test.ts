import * as fc from "fast-check";
import { expect, test } from "vitest";
import { observationOf } from "../../../../domain/kernel/histogram.ts";
import { Tally } from "../../../../durable-objects/object/tally.ts";
import { histogram } from "../../../../worker/operations/metrics/exposition.ts";
import { Scraped } from "../../../support/monitoring/scraped.ts";

const BOUNDS_MS = [5, 50, 1_000];

/** As a reader of the text sees durations that were gathered. */
async function shown(durationsMs: readonly number[]): Promise<Scraped> {
  const tally = new Tally();
  for (const durationMs of durationsMs) {
    const { bucket, ms } = observationOf(BOUNDS_MS, durationMs);
    tally.add("times", bucket, 1, ms);
  }
  const rows: { words: string[]; n: number; amount: number }[] = [];
  await tally.write(async (counts) => {
    rows.push(...counts.map(({ label, n, amount }) => ({ words: [label], n, amount })));
  });
  return new Scraped(histogram("times_seconds", "Times", BOUNDS_MS, rows));
}

test("each bucket of a histogram counts all that took no longer, and the sum is that of all of them", async () => {
  const durations = fc.array(fc.oneof(fc.constantFrom(0, 5, 6, 50, 51, 1_000, 1_001), fc.nat(5_000)));
  await fc.assert(
    fc.asyncProperty(durations, async (durationsMs) => {
      const text = await shown(durationsMs);
      const upTo = (ms: number) => durationsMs.filter((one) => one <= ms).length;
      expect(text.by("times_seconds_bucket", "le", "le=")).toEqual({
        "0.005": upTo(5),
        "0.05": upTo(50),
        "1": upTo(1_000),
        "+Inf": durationsMs.length,
      });
      expect(text.of("times_seconds_count")).toBe(durationsMs.length);
      expect(text.of("times_seconds_sum")).toBeCloseTo(durationsMs.reduce((sum, ms) => sum + ms, 0) / 1_000);
    }),
  );
});

test("a duration that a clock set back made negative counts as none", () => {
  expect(observationOf(BOUNDS_MS, -400)).toEqual({ bucket: "5", ms: 0 });
});
