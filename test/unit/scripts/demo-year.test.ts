/** The demo's year is the same each time, and one that the API takes. */
import { expect, test } from "vitest";
import { Chance } from "../../../scripts/demo/year/chance.ts";
import { peopleOf } from "../../../scripts/demo/year/people.ts";
import { DAYS, salesOf } from "../../../scripts/demo/year/sales.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");

function year(nowMs: number) {
  const chance = new Chance("a year");
  const people = peopleOf(chance);
  return { people, ...salesOf(chance, people, nowMs) };
}

const { people, orders, events } = year(NOW);

test("another day tells the same, with other dates", () => {
  const withoutDates = ({ orders, events }: Pick<ReturnType<typeof year>, "orders" | "events">) =>
    [...orders, ...events].map((told) => ({ ...told, occurredAt: "" }));
  const later = year(NOW + 86_400_000);
  expect(withoutDates(later)).toEqual(withoutDates({ orders, events }));
  expect(later.orders[0]?.occurredAt).not.toBe(orders[0]?.occurredAt);
});

test("promoters come after their uplines, each with a code of its own", () => {
  const seen = new Set<string>();
  for (const { memberId, uplineMemberId } of people) {
    expect(uplineMemberId === undefined || seen.has(uplineMemberId)).toBe(true);
    seen.add(memberId);
  }
  expect(new Set(people.map(({ depth }) => depth))).toEqual(new Set([0, 1, 2]));
  expect(new Set(people.map(({ code }) => code)).size).toBe(people.length);
});

test("orders of every day add up, in the sequence of their times, as late as the API takes them", () => {
  expect(orders.length).toBeGreaterThan(1_500);
  const days = new Set<number>();
  let before = NOW - LIMITS.backMs;
  for (const { amount, items = [], occurredAt = "" } of orders) {
    const atMs = Date.parse(occurredAt);
    expect(atMs).toBeGreaterThanOrEqual(before);
    expect(atMs).toBeLessThan(NOW);
    expect(items.reduce((sum, item) => sum + item.amount, 0)).toBe(amount);
    days.add(Math.floor((NOW - atMs) / 86_400_000));
    before = atMs;
  }
  expect(days.size).toBe(DAYS);
});

test("a coupon comes with the first order of a customer, and with none after it", () => {
  const known = new Set<string | undefined>();
  for (const { customerId, couponCode } of orders) {
    expect(couponCode === undefined || !known.has(customerId)).toBe(true);
    known.add(customerId);
  }
  expect(events.length).toBeGreaterThan(50);
});
