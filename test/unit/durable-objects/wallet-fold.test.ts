/** A wallet is compared with its journal in parts: which entries a part ends at makes no difference. */
import { expect, test } from "vitest";
import { type PromoterRef, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { BOOK_TABLES } from "../../../durable-objects/account-book/book-schema-storage.ts";
import {
  FOLD_START,
  type FoldPlace,
  WalletFoldStorage,
} from "../../../durable-objects/account-book/wallet-fold-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const [first, second] = [promoterRefOf(1, 0), promoterRefOf(2, 0)];
const ENTRIES = 9_001;

/** Journals of two promoters, entry by entry in turns, with the wallets that they add up to. */
function book() {
  const sql = memorySql(...BOOK_TABLES.steps);
  const last = new Map<PromoterRef, number>();
  let row = 0;
  const write = (promoter: PromoterRef, debit: string, credit: string, amount: number) => {
    row += 1;
    const places = [row, last.get(promoter) ?? 0, promoter, row, "earn", debit, credit, amount];
    sql.exec(
      `INSERT INTO journal (row, prior_row, promoter, sequence, kind, debit, credit, amount, balance_after, reference,
         occurred_at_ms, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'c', 0, '')`,
      ...places,
    );
    last.set(promoter, row);
  };
  const keep = (promoter: PromoterRef, entries: number, pending: number, debt: number) => {
    sql.exec(
      `INSERT OR REPLACE INTO wallets (promoter, pending, held, available, reserved, paid, withheld, debt, entries, head,
         last_row) VALUES (?, ?, 0, 0, 0, 0, 0, ?, ?, '', ?)`,
      promoter,
      pending,
      debt,
      entries,
      last.get(promoter) ?? 0,
    );
  };
  return { sql, write, keep };
}

function filled() {
  const { sql, write, keep } = book();
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    write(first, "merchant", "pending", 2);
    if (entry % 2 === 0) write(second, "debt", "merchant", 3);
  }
  keep(first, ENTRIES, 2 * ENTRIES, 0);
  keep(second, (ENTRIES + 1) / 2, 0, (3 * (ENTRIES + 1)) / 2);
  return { sql, write, keep };
}

/** @param between is done between two parts. */
function brokenIn(sql: SqlStorage, between: () => void = () => {}) {
  const folds = new WalletFoldStorage(sql);
  const broken: PromoterRef[] = [];
  let calls = 0;
  for (let place: FoldPlace | null = FOLD_START; place !== null; calls += 1) {
    const page = folds.fold(structuredClone(place));
    broken.push(...page.broken);
    place = page.next;
    if (place !== null) between();
  }
  return { broken, calls };
}

test("long journals are folded in several calls, and what stands is found to stand", () => {
  expect(brokenIn(filled().sql)).toEqual({ broken: [], calls: 4 });
});

test("a wallet that is off by one in any account or in its entries is found, and the others stand", () => {
  for (const column of ["pending", "held", "available", "reserved", "paid", "withheld", "debt", "entries"]) {
    const { sql } = filled();
    sql.exec(`UPDATE wallets SET ${column} = ${column} + 1 WHERE promoter = ?`, second);
    expect([column, brokenIn(sql).broken]).toEqual([column, [second]]);
  }
});

test("a journal that leads to a row which is not there, or back to where it was, is broken", () => {
  for (const row of [0, 7]) {
    const { sql } = filled();
    sql.exec("DROP TRIGGER journal_is_append_only");
    sql.exec("UPDATE journal SET prior_row = ? WHERE row = 7", row === 0 ? 99_999_999 : row);
    expect(brokenIn(sql).broken).toContain(first);
  }
});

test("what is posted between two parts makes no wallet broken", () => {
  const { sql, write, keep } = filled();
  let posted = 0;
  const { broken } = brokenIn(sql, () => {
    posted += 1;
    write(first, "merchant", "pending", 2);
    keep(first, ENTRIES + posted, 2 * (ENTRIES + posted), 0);
  });
  expect([broken, posted]).toEqual([[], 3]);
});
