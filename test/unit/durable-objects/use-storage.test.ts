/** What a book keeps of uses is bounded, forgotten when it is over, and gone with its customer. */
import { expect, test } from "vitest";
import { RISK_SCHEMA, UseStorage } from "../../../durable-objects/account-book/risk/use-storage.ts";
import { spreadOf, withSold } from "../../../domain/risk/amount-spread.ts";
import { displacementsOf, withDisplacements } from "../../../domain/risk/displacements.ts";
import { memorySql } from "../../support/memory-sql.ts";
import { ref } from "../domain/attribution/builders.ts";

const use = (user: string, untilMs: number) => ({ user, untilMs, orders: [] });
const contact = (customer: string) => ({ promoter: ref(1), kind: "address", contact: "c", customer });
const asked = [{ key: 0, click: "a", customer: "asking" }];
const askedContact = [{ ...contact("asking"), key: 0 }];

test("uses that are over are swept, part by part, and others stay", () => {
  const storage = new UseStorage(memorySql(RISK_SCHEMA));
  for (const click of ["a", "b", "c"]) {
    storage.put(click, use("over", 5));
    storage.put(click, use("on", 50));
  }
  let place: string | null = "";
  let parts = 0;
  while (place !== null) {
    place = storage.sweep(place, 10, 2);
    parts += 1;
  }
  expect(parts).toBeGreaterThan(2);
  expect(["a", "b", "c"].map((click) => storage.of(click).map(({ user }) => user))).toEqual([
    ["on"],
    ["on"],
    ["on"],
  ]);
});

test("customers of one hash are kept up to a bound; the promoter's own always", () => {
  const storage = new UseStorage(memorySql(RISK_SCHEMA));
  for (const customer of ["a", "b", "c"]) storage.putContact(contact(customer), false, 50, 2);
  storage.putContact(contact("itself"), true, 50, 2);
  const counts = () => storage.contactsOf(askedContact, 10).toSorted((x, y) => x.isOwn - y.isOwn);
  expect(counts()).toMatchObject([
    { kind: "address", isOwn: 0, customers: 2 },
    { kind: "address", isOwn: 1, customers: 1 },
  ]);
  expect(storage.sweepContacts(0, 50, 10)).toBe(1);
  expect(counts()).toEqual([]);
});

test("a customer who is forgotten counts nowhere", () => {
  const storage = new UseStorage(memorySql(RISK_SCHEMA));
  storage.put("a", use("gone", 50));
  storage.put("a", use("stays", 50));
  storage.putContact(contact("gone"), false, 50, 10);
  storage.forgetCustomer("gone");
  expect(storage.customersOf(asked, 10)).toEqual([{ key: 0, click: "a", customers: 1 }]);
  expect(storage.contactsOf(askedContact, 10)).toEqual([]);
});

test("of what a promoter sold the newest orders make the usual amount, and one far away moves it little", () => {
  const logarithms = withSold([], [...Array.from({ length: 70 }, () => 10_000), 1_000_000]);
  const { orders, median, deviation } = spreadOf(logarithms);
  expect([orders, deviation]).toEqual([64, 0]);
  expect(Math.exp(median)).toBeCloseTo(10_000, -1);
  expect(spreadOf([])).toEqual({ orders: 0, median: 0, deviation: 0 });
});

test("of a promoter's orders by clicks the newest 64 say how often it displaces others", () => {
  const early = withDisplacements("", [true, true, false]);
  expect(displacementsOf(early)).toEqual({ orders: 3, displaced: 2 });
  const later = withDisplacements(
    early,
    Array.from({ length: 62 }, () => false),
  );
  expect(displacementsOf(later)).toEqual({ orders: 64, displaced: 1 });
  expect(displacementsOf("")).toEqual({ orders: 0, displaced: 0 });
});
