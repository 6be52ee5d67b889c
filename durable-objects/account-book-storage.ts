/**
 * Tables of an AccountBook. The journal of all its promoters is one table in order of arrival; each entry names
 * the row of the promoter's entry before it, so that a batch dirties few pages and no index is needed to read one
 * promoter's journal from its end.
 */
import type { PromoterRef } from "../domain/kernel/ids.ts";
import { entryIdOf, GENESIS, type JournalTip } from "../domain/ledger/journal.ts";
import { EMPTY_WALLET } from "../domain/ledger/posting.ts";
import type { JournalEntry, Wallet } from "../domain/ledger/wallet.ts";
import { BUDGET_SCHEMA } from "./budget-storage.ts";
import { INBOX_SCHEMA } from "./inbox-storage.ts";
import { PAYOUT_BATCH_SCHEMA } from "./payout-batch-storage.ts";
import { PAYOUT_SCHEMA } from "./payout-storage.ts";
import { SALES_SCHEMA } from "./sales-storage.ts";
import type { SchemaStep } from "./schema-storage.ts";

export const BOOK_SCHEMA: readonly SchemaStep[] = [
  [
    `CREATE TABLE wallets (
       promoter INTEGER PRIMARY KEY,
       pending INTEGER NOT NULL CHECK (pending >= 0),
       held INTEGER NOT NULL CHECK (held >= 0),
       available INTEGER NOT NULL CHECK (available >= 0),
       reserved INTEGER NOT NULL CHECK (reserved >= 0),
       paid INTEGER NOT NULL CHECK (paid >= 0),
       withheld INTEGER NOT NULL CHECK (withheld >= 0),
       debt INTEGER NOT NULL CHECK (debt >= 0),
       entries INTEGER NOT NULL CHECK (entries > 0),
       head TEXT NOT NULL,
       last_row INTEGER NOT NULL
     ) STRICT`,
    `CREATE TABLE journal (
       row INTEGER PRIMARY KEY,
       prior_row INTEGER NOT NULL,
       promoter INTEGER NOT NULL,
       sequence INTEGER NOT NULL CHECK (sequence > 0),
       kind TEXT NOT NULL,
       debit TEXT NOT NULL,
       credit TEXT NOT NULL CHECK (credit <> debit),
       amount INTEGER NOT NULL CHECK (amount > 0),
       balance_after INTEGER NOT NULL CHECK (balance_after >= 0),
       order_id TEXT,
       reference TEXT NOT NULL,
       occurred_at_ms INTEGER NOT NULL,
       hash TEXT NOT NULL
     ) STRICT`,
    "CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_keeps_all BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    // Commissions with a refused row: what comes after waits for a replay.
    `CREATE TABLE parked_commissions (
       sender TEXT NOT NULL,
       commission_id TEXT NOT NULL,
       PRIMARY KEY (sender, commission_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE adjustments (
       promoter INTEGER NOT NULL,
       key TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('bonus', 'penalty')),
       amount INTEGER NOT NULL CHECK (amount > 0),
       reason TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (promoter, key)
     ) STRICT, WITHOUT ROWID`,
    ...INBOX_SCHEMA,
    ...PAYOUT_SCHEMA,
    ...PAYOUT_BATCH_SCHEMA,
  ],
  SALES_SCHEMA,
  BUDGET_SCHEMA,
];

/** How much later than it happened an entry may be written and still be found by time. */
const LATEST_ENTRY_MS = 7 * 86_400_000;

/** A journal's tip with the row of its last entry. */
export interface StoredTip extends JournalTip {
  readonly lastRow: number;
}

type WalletRow = { -readonly [Account in keyof Wallet]: Wallet[Account] } & {
  entries: number;
  head: string;
  lastRow: number;
};

type EntryRow = Omit<JournalEntry, "id">;

const ENTRY_COLUMNS = `promoter, sequence, kind, debit, credit, amount, balance_after AS balanceAfter,
  order_id AS orderId, reference, occurred_at_ms AS occurredAtMs, hash`;

export class AccountBookStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  tip(promoter: PromoterRef): StoredTip {
    const [row] = this.#sql
      .exec<WalletRow>(
        `SELECT pending, held, available, reserved, paid, withheld, debt, entries, head, last_row AS lastRow
         FROM wallets WHERE promoter = ?`,
        promoter,
      )
      .toArray();
    if (row === undefined) return { wallet: EMPTY_WALLET, entries: 0, head: GENESIS, lastRow: 0 };
    const { entries, head, lastRow, ...wallet } = row;
    return { wallet, entries, head, lastRow };
  }

  /** Appends entries of one promoter after `priorRow`; answers the row of the last. */
  append(entries: readonly JournalEntry[], priorRow: number): number {
    let prior = priorRow;
    for (const entry of entries) {
      prior = this.#sql
        .exec<{ row: number }>(
          `INSERT INTO journal (prior_row, promoter, sequence, kind, debit, credit, amount, balance_after, order_id,
             reference, occurred_at_ms, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row`,
          prior,
          entry.promoter,
          entry.sequence,
          entry.kind,
          entry.debit,
          entry.credit,
          entry.amount,
          entry.balanceAfter,
          entry.orderId,
          entry.reference,
          entry.occurredAtMs,
          entry.hash,
        )
        .one().row;
    }
    return prior;
  }

  putTip(promoter: PromoterRef, { wallet, entries, head, lastRow }: StoredTip): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO wallets
         (promoter, pending, held, available, reserved, paid, withheld, debt, entries, head, last_row)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      promoter,
      wallet.pending,
      wallet.held,
      wallet.available,
      wallet.reserved,
      wallet.paid,
      wallet.withheld,
      wallet.debt,
      entries,
      head,
      lastRow,
    );
  }

  /** A promoter's entries with a sequence below `before`, newest first. */
  newestFirst(promoter: PromoterRef, before: number, limit: number): JournalEntry[] {
    return this.#walk(promoter, 0, "WHERE sequence < ? LIMIT ?", before, limit);
  }

  /** A promoter's entries with a sequence above `after`, oldest first. */
  oldestFirst(promoter: PromoterRef, after: number): JournalEntry[] {
    return this.#walk(promoter, after, "WHERE sequence > ?", after).reverse();
  }

  /** A promoter's entries of what happened after a time, newest first. Entries may come up to a week late. */
  since(promoter: PromoterRef, afterMs: number): JournalEntry[] {
    return this.#sql
      .exec<EntryRow & Record<string, SqlStorageValue>>(
        `WITH RECURSIVE chain AS (
           SELECT j.* FROM wallets w JOIN journal j ON j.row = w.last_row WHERE w.promoter = ?
           UNION ALL
           SELECT j.* FROM chain c JOIN journal j ON j.row = c.prior_row WHERE c.occurred_at_ms > ?
         ) SELECT ${ENTRY_COLUMNS} FROM chain WHERE occurred_at_ms > ?`,
        promoter,
        afterMs - LATEST_ENTRY_MS,
        afterMs,
      )
      .toArray()
      .map((row) => ({ ...row, id: entryIdOf(row.promoter, row.sequence) }));
  }

  /** Follows the chain of rows back from the last entry, until `downTo` is passed. */
  #walk(promoter: PromoterRef, downTo: number, rest: string, ...bindings: number[]): JournalEntry[] {
    return this.#sql
      .exec<EntryRow & Record<string, SqlStorageValue>>(
        `WITH RECURSIVE chain AS (
           SELECT j.* FROM wallets w JOIN journal j ON j.row = w.last_row WHERE w.promoter = ?
           UNION ALL
           SELECT j.* FROM chain c JOIN journal j ON j.row = c.prior_row WHERE c.sequence > ?
         ) SELECT ${ENTRY_COLUMNS} FROM chain ${rest}`,
        promoter,
        downTo,
        ...bindings,
      )
      .toArray()
      .map((row) => ({ ...row, id: entryIdOf(row.promoter, row.sequence) }));
  }

  isParked(sender: string, commissionId: string): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM parked_commissions WHERE sender = ? AND commission_id = ?", sender, commissionId)
        .toArray().length > 0
    );
  }

  park(sender: string, commissionId: string): void {
    this.#sql.exec(
      "INSERT OR IGNORE INTO parked_commissions (sender, commission_id) VALUES (?, ?)",
      sender,
      commissionId,
    );
  }

  unpark(sender: string, commissionId: string): void {
    this.#sql.exec(
      "DELETE FROM parked_commissions WHERE sender = ? AND commission_id = ?",
      sender,
      commissionId,
    );
  }

  /** Whether anything is parked at all, so that a batch without need asks once. */
  hasParked(): boolean {
    return this.#sql.exec("SELECT 1 FROM parked_commissions LIMIT 1").toArray().length > 0;
  }

  adjustment(promoter: PromoterRef, key: string): StoredAdjustment | null {
    const [row] = this.#sql
      .exec<StoredAdjustment>(
        "SELECT kind, amount, reason, id FROM adjustments WHERE promoter = ? AND key = ?",
        promoter,
        key,
      )
      .toArray();
    return row ?? null;
  }

  addAdjustment(promoter: PromoterRef, key: string, adjustment: StoredAdjustment): void {
    this.#sql.exec(
      "INSERT INTO adjustments (promoter, key, kind, amount, reason, id) VALUES (?, ?, ?, ?, ?, ?)",
      promoter,
      key,
      adjustment.kind,
      adjustment.amount,
      adjustment.reason,
      adjustment.id,
    );
  }
}

// A type, not an interface: rows of a query must be assignable to a record.
type StoredAdjustment = {
  kind: "bonus" | "penalty";
  amount: number;
  reason: string;
  id: string;
};
