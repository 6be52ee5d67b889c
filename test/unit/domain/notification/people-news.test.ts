/** Whose a customer is, as changes of it are said; and promoters, of whom each is made once. */
import { expect, test } from "vitest";
import { promoterRefOf } from "../../../../domain/kernel/ids.ts";
import {
  type BoundTo,
  bindingNewsOf,
  sayBinding,
  sayPromoter,
} from "../../../../domain/notification/people-news.ts";

const [ONE, TWO] = [promoterRefOf(1, 0), promoterRefOf(2, 0)];
const bound = (row: number, promoter = ONE): BoundTo => ({ row, promoter, effectiveAtMs: 5 });
const CUSTOMER = { customerId: "c-9", tag: "a tag" };

test("another promoter ends one binding and creates one; the same one changes nothing", () => {
  const changes = (before?: BoundTo, after?: BoundTo) =>
    bindingNewsOf({ before, after }).map(({ change, promoter }) => [change, promoter]);
  expect(changes(undefined, bound(1))).toEqual([["created", ONE]]);
  expect(changes(bound(1), bound(2, TWO))).toEqual([
    ["ended", ONE],
    ["created", TWO],
  ]);
  expect(changes(bound(1))).toEqual([["ended", ONE]]);
  expect(changes(bound(1), bound(2))).toEqual([]);
  expect(changes()).toEqual([]);
});

test("a binding that comes back is another event than when it was made, and names nobody in its key", () => {
  const keyOf = (before: BoundTo | undefined, after: BoundTo) =>
    bindingNewsOf({ before, after }).map((news) => sayBinding(news, CUSTOMER, 7).key)[before ? 1 : 0];
  expect(keyOf(undefined, bound(1))).not.toEqual(keyOf(bound(2, TWO), bound(1)));
  expect(JSON.stringify(keyOf(undefined, bound(1)))).not.toContain("c-9");
});

test("a promoter is made once, and may be updated to the same again", () => {
  const news = { change: "updated", ref: ONE, status: "active", upline: TWO } as const;
  expect(sayPromoter(news, "m", 1).key).not.toEqual(sayPromoter(news, "m", 2).key);
  const made = { ...news, change: "created" } as const;
  expect(sayPromoter(made, "m", 1).key).toEqual(sayPromoter(made, "m", 2).key);
  expect(sayPromoter(made, "m-17", 1)).toMatchObject({ promoter: ONE, person: "m-17" });
  expect(JSON.stringify(sayPromoter(made, "m-17", 1).data)).not.toContain("m-17");
});
