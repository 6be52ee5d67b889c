/** A page of a promoter's list is found by that promoter's key: what others have in the same book is never read. */
import { expect, test } from "vitest";
import { type PromoterRef, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { BOOK_TABLES } from "../../../durable-objects/account-book/book-schema-storage.ts";
import { PayeeStorage } from "../../../durable-objects/account-book/payouts/payee-storage.ts";
import { PayoutStorage } from "../../../durable-objects/account-book/payouts/payout-storage.ts";
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
])("a page of %s reads one promoter's alone", (_, list, plan) => {
  expect(planOf((sql) => list(sql, promoter))).toEqual(plan);
});
