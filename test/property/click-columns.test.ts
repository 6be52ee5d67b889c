/** Clicks lose nothing by travelling in columns, and are judged in the sequence of their times. */
import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import { CLICK_ORIGINS } from "../../domain/tracking/click-event.ts";
import { clicksIn, packClicks, unpackClicks } from "../../domain/tracking/click-columns.ts";

const SENT = Date.UTC(2026, 10, 22);
const alias = integer({ min: 0, max: 999 }).map((number) => number.toString(16).padStart(16, "0"));
const clicks = array(
  record({
    program: integer({ min: 1, max: 2 }),
    link: integer({ min: 1, max: 3 }),
    promoter: integer({ min: 513, max: 514 }),
    occurredAtMs: integer({ min: SENT - 5_000, max: SENT + 1_000 }),
    unique: boolean(),
    origin: constantFrom(...CLICK_ORIGINS),
    visitor: alias,
    network: constantFrom("", "0123456789abcdef"),
  }),
  { maxLength: 60 },
);

test("what is unpacked is what was packed, earliest first", () => {
  assert(
    property(clicks, (events) => {
      const packed = packClicks(events, SENT);
      const travelled = JSON.parse(JSON.stringify(packed)) as typeof packed;
      const unpacked = unpackClicks(travelled, SENT);
      const times = unpacked.map(({ occurredAtMs }) => occurredAtMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const written = (each: readonly object[]) => each.map((event) => JSON.stringify(event)).sort();
      expect(written(unpacked)).toEqual(written(events));
      expect(travelled.reduce((sum, columns) => sum + (clicksIn(columns) ?? Number.NaN), 0)).toBe(
        events.length,
      );
    }),
  );
});
