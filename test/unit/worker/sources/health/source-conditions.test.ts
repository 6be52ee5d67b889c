/** A source that was regular and is silent is said to be; nights, weekends, quiet shops and new ones are not. */
import { expect, test } from "vitest";
import { conditionsOf, type SourceHour } from "../../../../../worker/sources/health/source-conditions.ts";
import { Chance } from "../../../../support/chance.ts";

/** A Monday at midnight. */
const MONDAY = Math.floor(Date.UTC(2026, 10, 2) / 3_600_000);
const WEEK = 168;

/** Hours of weeks from a Monday on in which something came. */
function hoursOf(weeks: number, came: (hourOfWeek: number) => number, unusable = 0): SourceHour[] {
  return Array.from({ length: weeks * WEEK }, (_, at) => at).flatMap((at) => {
    const received = came(at % WEEK);
    return received === 0 ? [] : [{ hour: MONDAY + at, received, unusable }];
  });
}

const codesAt = (hours: readonly SourceHour[], nowHour: number) =>
  conditionsOf(hours, nowHour).map(({ code }) => code);

const always = () => 5;
const byDay = (hour: number) => (hour % 24 >= 8 && hour % 24 < 20 ? 5 : 0);
const onWeekdays = (hour: number) => (hour < 5 * 24 ? byDay(hour) : 0);
const END = MONDAY + 5 * WEEK;

test("a source that came every hour is silent after three hours, and not after two", () => {
  const hours = hoursOf(5, always);
  expect(codesAt(hours, END)).toEqual([]);
  expect(codesAt(hours, END + 2)).toEqual([]);
  expect(conditionsOf(hours, END + 3)).toEqual([
    { code: "silent", sinceHour: END, facts: { silentHours: 3, activeDays: 28 } },
  ]);
});

test("a shop that sells by day is not silent at night, and a shop that rests at weekends not on Sunday", () => {
  const shop = hoursOf(5, byDay);
  expect(codesAt(shop, END - 24 + 24 + 8)).toEqual([]);
  expect(codesAt(shop, END + 12)).toEqual(["silent"]);
  const office = hoursOf(5, onWeekdays);
  const saturday = END - 2 * 24;
  for (const hour of [0, 12, 24, 36, 47]) expect(codesAt(office, saturday + hour)).toEqual([]);
  expect(codesAt(office, END + 8)).toEqual([]);
  expect(codesAt(office, END + 14)).toEqual(["silent"]);
});

test("a source of some webhooks a day is silent after days, not after hours", () => {
  const chance = new Chance(7);
  const hours = hoursOf(5, () => (chance.hits(0.12) ? 1 : 0));
  const last = Math.max(...hours.map(({ hour }) => hour));
  for (let hour = 1; hour < 48; hour += 1) expect(codesAt(hours, last + hour)).toEqual([]);
  expect(codesAt(hours, last + 6 * 24)).toEqual(["silent"]);
});

test("of a source that is new, or that came on few days, silence says nothing", () => {
  const young = hoursOf(5, always).filter(({ hour }) => hour >= END - 13 * 24);
  expect(codesAt(young, END + 100)).toEqual([]);
  const rare = hoursOf(5, (hour) => (hour === 30 ? 1 : 0));
  expect(codesAt(rare, END + 400)).toEqual([]);
  expect(codesAt([], END)).toEqual([]);
});

test("sources at random are called silent while they are not once in a thousand hours at most", () => {
  const chance = new Chance(1);
  let alarms = 0;
  let looked = 0;
  for (const rate of [0.05, 0.3, 0.7, 0.95]) {
    const hours = hoursOf(9, (hour) => (chance.hits(hour % 24 < 7 ? rate / 5 : rate) ? 1 : 0));
    for (let now = MONDAY + 5 * WEEK; now < MONDAY + 9 * WEEK; now += 3) {
      looked += 1;
      alarms += codesAt(hours, now).length;
    }
  }
  expect(alarms).toBeLessThan(looked / 1_000 + 1);
});

test("a share of unusable webhooks that jumps is said, with what is usual; a usual share and a single one are not", () => {
  const usual = hoursOf(4, always, 0).map((one, at) => ({ ...one, unusable: at % 20 === 0 ? 1 : 0 }));
  const now = MONDAY + 4 * WEEK;
  const recent = (received: number, unusable: number) => [...usual, { hour: now, received, unusable }];
  expect(codesAt(recent(20, 0), now)).toEqual([]);
  expect(codesAt(recent(1, 1), now)).toEqual([]);
  expect(codesAt(recent(100, 5), now)).toEqual([]);
  expect(conditionsOf(recent(40, 12), now)).toEqual([
    {
      code: "unusable_share",
      sinceHour: now - 23,
      facts: { received: 155, unusable: 13, usualShareBps: 102 },
    },
  ]);
  // Of a new source there is nothing to compare with, and a tenth is allowed.
  expect(codesAt([{ hour: now, received: 5, unusable: 5 }], now)).toEqual(["unusable_share"]);
  expect(codesAt([{ hour: now, received: 30, unusable: 3 }], now)).toEqual([]);
});
