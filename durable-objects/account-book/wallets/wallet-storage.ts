/** Tables of an AccountBook: wallets, the journal they are folds of, adjustments, and what is stopped. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { GENESIS, type JournalTip } from "../../../domain/ledger/journal.ts";
import { EMPTY_WALLET } from "../../../domain/ledger/posting.ts";
import type { Wallet } from "../../../domain/ledger/wallet.ts";
import { AdjustmentStorage } from "./adjustment-storage.ts";
import { JOURNAL_SCHEMA, JournalStorage } from "./journal-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const WALLET_SCHEMA: SchemaStep = [
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
  ...JOURNAL_SCHEMA,
  // Commissions with a refused row: what comes after waits for a replay.
  `CREATE TABLE stopped_commissions (
       sender TEXT NOT NULL,
       commission_id TEXT NOT NULL,
       PRIMARY KEY (sender, commission_id)
     ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE adjustments (
       promoter INTEGER NOT NULL,
       key TEXT NOT NULL,
       kind TEXT NOT NULL,
       amount INTEGER NOT NULL CHECK (amount > 0),
       reason TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (promoter, key)
     ) STRICT, WITHOUT ROWID`,
];

/** A journal's tip with the row of its last entry. */
export interface StoredTip extends JournalTip {
  readonly lastRow: number;
}

const NO_ENTRIES: StoredTip = { wallet: EMPTY_WALLET, entries: 0, head: GENESIS, lastRow: 0 };

type WalletRow = { -readonly [Account in keyof Wallet]: Wallet[Account] } & {
  promoter: PromoterRef;
  entries: number;
  head: string;
  lastRow: number;
};

const TIP = "pending, held, available, reserved, paid, withheld, debt, entries, head, last_row AS lastRow";

function tipOf(row: Omit<WalletRow, "promoter">): StoredTip {
  const { entries, head, lastRow, ...wallet } = row;
  return { wallet, entries, head, lastRow };
}

export class WalletStorage {
  readonly journal: JournalStorage;
  readonly adjustments: AdjustmentStorage;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.journal = new JournalStorage(sql);
    this.adjustments = new AdjustmentStorage(sql);
    this.#sql = sql;
  }

  tip(promoter: PromoterRef): StoredTip {
    const ofOne = `SELECT ${TIP} FROM wallets WHERE promoter = ?`;
    const [row] = this.#sql.exec<Omit<WalletRow, "promoter">>(ofOne, promoter).toArray();
    return row === undefined ? NO_ENTRIES : tipOf(row);
  }

  /** The tips of several promoters' journals; that of who has none yet is empty. */
  tips(promoters: Iterable<PromoterRef>): Map<PromoterRef, StoredTip> {
    const asked = [...promoters];
    const tips = new Map(asked.map((promoter) => [promoter, NO_ENTRIES]));
    const ofAsked = `SELECT promoter, ${TIP} FROM wallets WHERE promoter IN (SELECT value FROM json_each(?))`;
    for (const { promoter, ...row } of this.#sql.exec<WalletRow>(ofAsked, JSON.stringify(asked)))
      tips.set(promoter, tipOf(row));
    return tips;
  }

  putTips(tips: readonly { readonly promoter: PromoterRef; readonly tip: StoredTip }[]): void {
    const rows = tips.map(({ promoter, tip: { wallet, entries, head, lastRow } }) => [
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
    ]);
    this.#sql.exec(
      `INSERT OR REPLACE INTO wallets
         (promoter, pending, held, available, reserved, paid, withheld, debt, entries, head, last_row)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
         value ->> 7, value ->> 8, value ->> 9, value ->> 10
       FROM jsonb_each(?)`,
      JSON.stringify(rows),
    );
  }

  isStopped(sender: string, commissionId: string): boolean {
    return (
      this.#sql
        .exec(
          "SELECT 1 FROM stopped_commissions WHERE sender = ? AND commission_id = ?",
          sender,
          commissionId,
        )
        .toArray().length > 0
    );
  }

  stop(sender: string, commissionId: string): void {
    this.#sql.exec(
      "INSERT OR IGNORE INTO stopped_commissions (sender, commission_id) VALUES (?, ?)",
      sender,
      commissionId,
    );
  }

  reopen(sender: string, commissionId: string): void {
    this.#sql.exec(
      "DELETE FROM stopped_commissions WHERE sender = ? AND commission_id = ?",
      sender,
      commissionId,
    );
  }

  /** Whether anything is stopped at all, so that a batch without need asks once. */
  hasStopped(): boolean {
    return this.#sql.exec("SELECT 1 FROM stopped_commissions LIMIT 1").toArray().length > 0;
  }
}
