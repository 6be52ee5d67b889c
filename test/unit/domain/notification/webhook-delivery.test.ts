/** What an answer to a webhook means, and how long its endpoint is left alone. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answered,
  healthAfter,
  HEALTHY,
  isGivenUp,
  isOut,
  LONGEST_PAUSES_MS,
  LONGEST_REST_MS,
  nextPauseMs,
  outcomeOf,
  retryAfterMs,
} from "../../../../domain/notification/webhook-delivery.ts";
import { times } from "../../../support/times.ts";

const [SECOND_MS, HOUR_MS, DAY_MS] = [1_000, 3_600_000, 86_400_000];
const NOW_MS = Date.UTC(2026, 10, 27, 8);

function answer(status: number, retryMs: number | null = null): Answered {
  return { kind: "answer", status, retryAfterMs: retryMs };
}

const FAULT: Answered = { kind: "fault", fault: "timed_out" };

test("2xx is success, 410 is the end, and all else is a failure", () => {
  expect([200, 201, 204, 299].map((status) => outcomeOf(answer(status)))).toEqual(
    times(4, () => "succeeded"),
  );
  expect(outcomeOf(answer(410))).toBe("gone");
  expect(
    [100, 199, 301, 304, 308, 400, 404, 409, 429, 500].map((status) => outcomeOf(answer(status))),
  ).toEqual(times(10, () => "failed"));
  expect(outcomeOf(FAULT)).toBe("failed");
});

test("attempts end after three days, each pause longer than the one before, and a tenth apart at most", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
      const pauses = times(10, (place) => nextPauseMs(place + 1, chance) ?? 0);
      expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
      const sum = pauses.reduce((all, ms) => all + ms, 0);
      expect(Math.abs(sum / DAY_MS - 3)).toBeLessThanOrEqual(0.35);
      expect(nextPauseMs(11, chance)).toBeNull();
    }),
  );
});

test("no pause is longer than the longest that is told of it", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
      const pauses = times(LONGEST_PAUSES_MS.length, (tries) => nextPauseMs(tries, chance) ?? 0);
      pauses.forEach((ms, tries) => expect(ms).toBeLessThanOrEqual(LONGEST_PAUSES_MS[tries] ?? 0));
      for (const answered of [FAULT, answer(429, 9 * DAY_MS)]) {
        const health = times(20, () => answered).reduce(
          (before, one) => healthAfter(before, one, { atMs: NOW_MS, chance }),
          HEALTHY,
        );
        expect(health.notBeforeMs - NOW_MS).toBeLessThanOrEqual(LONGEST_REST_MS);
      }
    }),
  );
  expect(LONGEST_PAUSES_MS).toHaveLength(11);
});

describe("an endpoint that fails", () => {
  const failing = (attempts: number, answered: Answered = FAULT, health = HEALTHY) =>
    times(attempts, (place) => place).reduce(
      (before, place) => healthAfter(before, answered, { atMs: NOW_MS + place, chance: 0.5 }),
      health,
    );

  test("is out after five failures in a row, and is asked after pauses that grow to an hour", () => {
    expect(isOut(failing(4))).toBe(false);
    expect(failing(4).notBeforeMs).toBe(0);
    expect(isOut(failing(5))).toBe(true);
    expect(failing(5).notBeforeMs).toBe(NOW_MS + 4 + 10 * SECOND_MS);
    expect(failing(6).notBeforeMs).toBe(NOW_MS + 5 + 20 * SECOND_MS);
    expect(failing(60).notBeforeMs).toBe(NOW_MS + 59 + HOUR_MS);
  });

  test("is well again by one success", () => {
    expect(failing(1, answer(200), failing(60))).toEqual(HEALTHY);
  });

  test("is given up when the first failure is five days old, and not sooner", () => {
    const health = failing(3);
    expect(isGivenUp(health, NOW_MS + 5 * DAY_MS - 1)).toBe(false);
    expect(isGivenUp(health, NOW_MS + 5 * DAY_MS)).toBe(true);
    expect(isGivenUp(HEALTHY, NOW_MS)).toBe(false);
  });

  test("is not given up for days in which nobody asked it, or by which a clock was moved", () => {
    const after = (gaps: readonly number[]) => {
      let atMs = NOW_MS;
      let health = healthAfter(HEALTHY, FAULT, { atMs, chance: 0.5 });
      for (const gap of gaps) {
        atMs += gap;
        health = healthAfter(health, FAULT, { atMs, chance: 0.5 });
      }
      return isGivenUp(health, atMs);
    };
    expect(after([30 * DAY_MS])).toBe(false);
    expect(after([-30 * DAY_MS, 30 * DAY_MS, 3 * DAY_MS, HOUR_MS])).toBe(false);
    expect(after([-30 * DAY_MS, ...times(5, () => DAY_MS)])).toBe(true);
    expect(after(times(4, () => 9 * DAY_MS))).toBe(false);
    expect(after(times(5, () => 9 * DAY_MS))).toBe(true);
  });

  test("may ask for a pause by 429 and 503 alone, for a day at most, and a shorter one takes none back", () => {
    expect(failing(1, answer(429, HOUR_MS)).notBeforeMs).toBe(NOW_MS + HOUR_MS);
    expect(failing(1, answer(503, 9 * DAY_MS)).notBeforeMs).toBe(NOW_MS + DAY_MS);
    expect(failing(1, answer(500, HOUR_MS)).notBeforeMs).toBe(0);
    const longer = failing(1, answer(429, HOUR_MS));
    expect(failing(1, answer(429, SECOND_MS), longer).notBeforeMs).toBe(NOW_MS + HOUR_MS);
  });
});

test("Retry-After is read as seconds or as a date, and nothing else", () => {
  expect(retryAfterMs("120", NOW_MS)).toBe(120 * SECOND_MS);
  expect(retryAfterMs(new Date(NOW_MS + HOUR_MS).toUTCString(), NOW_MS)).toBe(HOUR_MS);
  expect(retryAfterMs(new Date(NOW_MS - HOUR_MS).toUTCString(), NOW_MS)).toBe(0);
  expect(["soon", "", "-"].map((text) => retryAfterMs(text, NOW_MS))).toEqual([null, null, null]);
});
