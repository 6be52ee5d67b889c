/** Whom promoters were paid before is known for a time; whom they are paid now, and who said so, as long as it stands. */
import { expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { BOOK_TABLES } from "../../../durable-objects/account-book/book-schema-storage.ts";
import { PayeeStorage } from "../../../durable-objects/account-book/payouts/payee-storage.ts";
import { PayoutStorage } from "../../../durable-objects/account-book/payouts/payout-storage.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { memorySql } from "../../support/memory-sql.ts";

const [one, other] = [promoterRefOf(1, 0), promoterRefOf(2, 0)];

test("a payee is forgotten some time after it was replaced, and the one that stands never is", () => {
  const payees = new PayeeStorage(memorySql(...BOOK_TABLES.steps));
  for (const [promoter, atMs] of [
    [one, 10],
    [one, 20],
    [one, 30],
    [other, 10],
  ] as const) {
    payees.set(promoter, `${promoter} of ${atMs}`, `ak_${atMs}`, atMs);
  }
  const known = () =>
    [one, other].map((promoter) => payees.changes(promoter, 100, 10).map(({ number }) => number));
  expect(payees.hasReplaced(20)).toBe(false);
  payees.forgetReplaced(20);
  expect(known()).toEqual([[3, 2, 1], [1]]);
  expect(payees.hasReplaced(21)).toBe(true);
  payees.forgetReplaced(21);
  expect(known()).toEqual([[3, 2], [1]]);
  payees.forgetReplaced(1_000);
  expect(known()).toEqual([[3], [1]]);
  payees.set(one, "a fourth", "ak_40", 40);
  expect(known()).toEqual([[4, 3], [1]]);
});

test("who changed a payee approves no payout to it, however long ago that was", () => {
  const sql = memorySql(...BOOK_TABLES.steps);
  const payees = new PayeeStorage(sql);
  const payout = { key: "k", gross: amountMinor(5), withheld: amountMinor(0), month: "2026-11" };
  new PayoutStorage(sql).add(one, payout, 5);
  payees.set(one, "first", "ak_1", 10);
  payees.set(one, "second", "ak_2", 20);
  payees.forgetReplaced(Number.MAX_SAFE_INTEGER);
  expect([payees.isUnconfirmedOf(one, "ak_2"), payees.isUnconfirmedOf(one, "ak_1")]).toEqual([true, false]);
});
