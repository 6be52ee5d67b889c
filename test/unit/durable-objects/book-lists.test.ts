/** A page of a list is found by its key: what else is in the same book is never read. */
import { expect, test } from "vitest";
import { payoutIdOf, type PromoterRef, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { PayoutState } from "../../../domain/payout/payout.ts";
import { BOOK_TABLES } from "../../../durable-objects/account-book/book-schema-storage.ts";
import { PayeeStorage } from "../../../durable-objects/account-book/payouts/payee-storage.ts";
import { PayoutStorage } from "../../../durable-objects/account-book/payouts/payout-storage.ts";
import { PayoutBatchStorage } from "../../../durable-objects/account-book/payouts/payout-batch-storage.ts";
import {
  LIST_PAYOUTS,
  PayoutListStorage,
} from "../../../durable-objects/account-book/payouts/payout-list-storage.ts";
import { AdjustmentStorage } from "../../../durable-objects/account-book/wallets/adjustment-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const promoter = promoterRefOf(1, 0);

/** How the database finds what a list asks for: one line for each table and each sort. */
function planOf(list: (sql: SqlStorage) => unknown): string[] {
  const sql = memorySql(...BOOK_TABLES.steps);
  const plans: string[] = [];
  const exec = (query: string, ...bindings: unknown[]) => {
    const plan = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings);
    plans.push(...plan.toArray().map(({ detail }) => detail));
    return sql.exec(query, ...bindings);
  };
  list({ exec } as unknown as SqlStorage);
  return plans;
}

test.each<[string, (sql: SqlStorage, of: PromoterRef) => unknown, string[]]>([
  // What is sorted are the adjustments of one promoter.
  [
    "adjustments",
    (sql, of) => new AdjustmentStorage(sql).newestFirst(of, null, 10),
    ["SEARCH adjustments USING PRIMARY KEY (promoter=?)", "USE TEMP B-TREE FOR ORDER BY"],
  ],
  [
    "payees",
    (sql, of) => new PayeeStorage(sql).changes(of, 100, 10),
    ["SEARCH payee_changes USING PRIMARY KEY (promoter=? AND number<?)"],
  ],
  [
    "payouts",
    (sql, of) => new PayoutStorage(sql).newestFirst(of, 100, 10),
    ["SEARCH payouts USING INDEX sqlite_autoindex_payouts_1 (promoter=? AND number<?)"],
  ],
  [
    "payouts in one state",
    (sql) => new PayoutListStorage(sql).newestFirst("requested", null, 10),
    [
      "CO-ROUTINE (subquery-1)",
      "SEARCH payouts_by_state USING PRIMARY KEY (state=? AND (requested_at_ms,promoter,number)<(?,?,?))",
      "SCAN (subquery-1)",
      "SEARCH payouts USING INDEX sqlite_autoindex_payouts_1 (promoter=? AND number=?)",
    ],
  ],
  [
    "batches",
    (sql) => new PayoutBatchStorage(sql).newestFirst(100, 10, null),
    ["SEARCH payout_batches USING INTEGER PRIMARY KEY (rowid<?)"],
  ],
])("a page of %s reads by its key what it shows", (_, list, plan) => {
  expect(planOf((sql) => list(sql, promoter))).toEqual(plan);
});

test("payouts of before the list are filled into it in parts, and moves on the way are not lost", () => {
  const steps = BOOK_TABLES.steps;
  const sql = memorySql(...steps.slice(0, -1));
  const payouts = new PayoutStorage(sql);
  const payout = { gross: amountMinor(5), withheld: amountMinor(0), month: "2026-11" };
  const other = promoterRefOf(2, 0);
  payouts.add(promoter, { ...payout, key: "a" }, 10);
  payouts.setState(promoter, 1, "paid", null, 11);
  payouts.add(promoter, { ...payout, key: "b" }, 20);
  for (const statement of steps.at(-1) ?? []) sql.exec(statement);
  payouts.add(other, { ...payout, key: "c" }, 20);
  payouts.setState(promoter, 2, "rejected", null, 21);
  for (let after: number | null = 0; after !== null;) after = LIST_PAYOUTS.part(sql, after);
  const lists = new PayoutListStorage(sql);
  const ids = (state: PayoutState) => lists.newestFirst(state, null, 10).map(({ id }) => id);
  expect(ids("paid")).toEqual([payoutIdOf(promoter, 1)]);
  expect(ids("rejected")).toEqual([payoutIdOf(promoter, 2)]);
  expect(ids("requested")).toEqual([payoutIdOf(other, 1)]);
});
