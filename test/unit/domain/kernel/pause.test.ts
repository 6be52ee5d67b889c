/** A pause lasts as long as it may, and a clock that was ahead prolongs none. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isPauseOver, pauseEndMs } from "../../../../domain/kernel/pause.ts";

const LONGEST_MS = 60_000;
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

test("a pause is over at its end, and not before", () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: LONGEST_MS }), (nowMs, leftMs) => {
      expect(isPauseOver(nowMs + leftMs, nowMs, LONGEST_MS)).toBe(false);
      expect(pauseEndMs(nowMs + leftMs, nowMs, LONGEST_MS)).toBe(nowMs + leftMs);
      expect(isPauseOver(nowMs + leftMs, nowMs + leftMs, LONGEST_MS)).toBe(true);
    }),
  );
});

test("a pause that a clock noted while it was ahead is over once the clock is right", () => {
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: LONGEST_MS + 1, max: 10 ** 10 }),
      fc.integer({ min: 0, max: LONGEST_MS }),
      (nowMs, aheadMs, pauseMs) => {
        const endsAtMs = nowMs + aheadMs + pauseMs;
        expect(isPauseOver(endsAtMs, nowMs, LONGEST_MS)).toBe(true);
        expect(pauseEndMs(endsAtMs, nowMs, LONGEST_MS)).toBe(nowMs);
      },
    ),
  );
});
