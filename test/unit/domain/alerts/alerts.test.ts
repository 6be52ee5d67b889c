/** Alerts of seeded programs: how often they are raised where nothing is wrong, and whether planted faults are found. */
import { describe, expect, test } from "vitest";
import {
  type AlertKind,
  type AlertSubject,
  changesOf,
  findingsOf,
  hoursNeeded,
} from "../../../../domain/alerts/alerts.ts";
import { DAYS_BACK, deviationOf, shareDeviationOf } from "../../../../domain/alerts/baseline.ts";
import { sized } from "../../../support/effort.ts";
import { QUIET } from "../../../support/reports/quiet-program.ts";
import { watch } from "../../../support/reports/watched-program.ts";

/** Eight weeks by which the rest is judged, and a day more. */
const LEARNT = (DAYS_BACK + 2) * 24;

test("a quiet program raises far fewer than one alert a week, of any size and however its days vary", () => {
  const [weeks, seeds] = [6, sized(1, 40, 2)];
  const programs = [
    { clicksADay: 100, dayNoise: 0.12 },
    { clicksADay: 2_000, dayNoise: 0.12 },
    { clicksADay: 20_000, dayNoise: 0.12 },
    { clicksADay: 20_000, dayNoise: 0.3 },
  ];
  const rates = programs.map((program) => {
    let raised = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const hours = LEARNT + weeks * 168;
      const said = watch({ ...QUIET, ...program }, { hours, seed, fromHour: LEARNT });
      raised += said.filter(({ isOpen }) => isOpen).length;
    }
    return raised / (seeds * weeks);
  });
  // docs/alerts.md states what more programs show.
  expect(rates.filter((rate) => rate >= 0.5)).toEqual([]);
});

describe("a planted fault is raised, names its kind, and closes when it is over", () => {
  const from = LEARNT + 5 * 24 + 10;
  const cases: [string, AlertKind, "above" | "below", object, number][] = [
    ["clicks halve", "clicks", "below", { clicks: 0.5 }, 24],
    ["clicks stop", "clicks", "below", { clicks: 0 }, 6],
    ["clicks are thrice as many", "clicks", "above", { clicks: 3 }, 6],
    ["the checkout loses half of all orders", "cvr", "below", { orders: 0.5 }, 30],
    ["refunds treble", "refunds", "above", { refunds: 3 }, 24],
    ["no commission is earned", "commission", "below", { orders: 0 }, 24],
  ];
  test.each(cases)("%s", (_, kind, direction, factors, within) => {
    for (const seed of [1, 2, 3]) {
      const fault = { fromHour: from, toHour: from + 48, ...factors };
      const hours = from + 48 + 72;
      const said = watch({ ...QUIET, clicksADay: 50_000 }, { hours, seed, fault, fromHour: LEARNT });
      const first = said.find((one) => one.isOpen && one.kind === kind && one.direction === direction);
      expect(first?.hour).toBeGreaterThanOrEqual(from);
      expect((first?.hour ?? Infinity) - from).toBeLessThan(within);
      expect(said.some((one) => !one.isOpen && one.kind === kind && one.hour > from)).toBe(true);
    }
  });
});

describe("what is usual", () => {
  const steady = (count: number) => Array.from({ length: DAYS_BACK }, () => count);

  test("is not known before four weeks, nor where an hour is missing", () => {
    expect(deviationOf(5, steady(5).slice(0, 27))).toBeUndefined();
    expect(
      deviationOf(
        5,
        steady(5).map((count, at) => (at % 7 === 6 ? null : count)),
      ),
    ).toBeUndefined();
    expect(shareDeviationOf({ count: 1, of: 10 }, [])).toBeUndefined();
    expect(findingsOf([], 1_000)).toEqual({ judged: [], findings: [] });
    expect(hoursNeeded(10_000)).toHaveLength(2 * (DAYS_BACK + 2));
  });

  test("is of the same day of the week, and no single day moves it", () => {
    const week = [10, 10, 10, 10, 10, 10, 400];
    const past = Array.from({ length: DAYS_BACK }, (_, at) => week[at % 7] ?? 0);
    expect(deviationOf(400, past)?.score).toBeCloseTo(0, 5);
    past[6] = 90_000;
    expect(deviationOf(400, past)?.expected).toBeCloseTo(400, 5);
    expect(deviationOf(10, past)?.score).toBeLessThan(-5);
  });

  test("varies at least as chance does: few are never certain", () => {
    expect(deviationOf(0, steady(2))?.score).toBeGreaterThan(-2.5);
    expect(deviationOf(5, steady(2))?.score).toBeLessThan(5);
    expect(deviationOf(0, steady(100))?.score).toBeLessThan(-5);
  });

  test("of a share is by what it is a share of", () => {
    const past = steady(1_000).map((of) => ({ count: 30, of }));
    expect(shareDeviationOf({ count: 90, of: 3_000 }, past)?.score).toBeCloseTo(0, 5);
    expect(shareDeviationOf({ count: 20, of: 3_000 }, past)?.score).toBeLessThan(-5);
  });
});

test("an alert opens once, stays while it is near, and closes when it was judged and is not", () => {
  const of = { kind: "clicks", source: "", direction: "below" } as const;
  const finding = { ...of, observed: 1, expected: 9, evidence: {} };
  const open: AlertSubject[] = [of];
  const judged = ["clicks"] as const;
  const raised = { ...finding, weight: "raised" } as const;
  const near = { ...finding, weight: "near" } as const;
  expect(changesOf([], { judged, findings: [raised] })).toEqual({ opened: [raised], closed: [] });
  expect(changesOf([], { judged, findings: [near] })).toEqual({ opened: [], closed: [] });
  expect(changesOf(open, { judged, findings: [raised] })).toEqual({ opened: [], closed: [] });
  expect(changesOf(open, { judged, findings: [near] })).toEqual({ opened: [], closed: [] });
  expect(changesOf(open, { judged, findings: [] })).toEqual({ opened: [], closed: open });
  expect(changesOf(open, { judged: ["cvr"], findings: [] })).toEqual({ opened: [], closed: [] });
});

test("a day without a click judges the share of orders and finds nothing, so that an alert of it closes", () => {
  const hour = 100 * 24;
  const totals = hoursNeeded(hour)
    .toSorted((a, b) => a - b)
    .map((one) => {
      const before = Math.min(one, hour - 24);
      return {
        hour: one,
        clicks: before * 10,
        orders: before,
        sales: before,
        refunded: 0,
        commission: before,
      };
    });
  const { judged, findings } = findingsOf(totals, hour);
  expect(judged).toContain("cvr");
  expect(findings.map(({ kind }) => kind)).not.toContain("cvr");
});
