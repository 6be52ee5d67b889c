/** Payouts of a book that WeChat Pay pays: under which number, what may have been sent, and how the transfer stands. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { PayoutState } from "../../../domain/payout/payout.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";
import type { TransferState } from "../../../domain/payout/transfer-state.ts";

export const TRANSFER_SCHEMA: SchemaStep = [
  // Whose merchant number pays what a batch collects; null: its file does.
  "ALTER TABLE payout_batches ADD COLUMN merchant_id TEXT",
  `CREATE TABLE payout_transfers (
     promoter INTEGER NOT NULL,
     number INTEGER NOT NULL,
     merchant_id TEXT NOT NULL,
     -- Derived once, and never another one; null before WeChat Pay was first asked.
     bill_no TEXT,
     stage TEXT NOT NULL,
     -- WeChat Pay's own word.
     state TEXT,
     transfer_bill_no TEXT,
     -- What the promoter confirms with, encrypted.
     package TEXT,
     -- What is wrong, as a word.
     fault TEXT,
     begun_at_ms INTEGER NOT NULL,
     changed_at_ms INTEGER NOT NULL,
     wait_ms INTEGER NOT NULL,
     -- Null: nobody asks any more.
     next_at_ms INTEGER,
     PRIMARY KEY (promoter, number)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX payout_transfers_due ON payout_transfers (next_at_ms) WHERE next_at_ms IS NOT NULL",
];

/** When a person asked for the transfer to be cancelled; null: nobody has. */
export const TRANSFER_CANCEL_SCHEMA: SchemaStep = [
  "ALTER TABLE payout_transfers ADD COLUMN cancel_asked_at_ms INTEGER",
];

/**
 * - `unsent`: WeChat Pay has no bill, and nothing that is under way could make one.
 * - `sent`: it may have one.
 * - `stopped`: it has one that is not this payout's, or nobody can say: a person decides.
 * - `ended`: the payout was moved.
 */
export type TransferStage = "unsent" | "sent" | "stopped" | "ended";

export type Transfer = {
  promoter: PromoterRef;
  number: number;
  merchantId: string;
  billNo: string | null;
  stage: TransferStage;
  state: TransferState | null;
  transferBillNo: string | null;
  package: string | null;
  fault: string | null;
  begunAtMs: number;
  changedAtMs: number;
  waitMs: number;
  nextAtMs: number | null;
  cancelAskedAtMs: number | null;
};

/** A transfer with what its payout says. */
export type DueTransfer = Transfer & { payoutState: PayoutState; net: AmountMinor; payee: string | null };

const COLUMNS = `promoter, number, merchant_id AS merchantId, bill_no AS billNo, stage, payout_transfers.state AS state,
  transfer_bill_no AS transferBillNo, package, fault, begun_at_ms AS begunAtMs, changed_at_ms AS changedAtMs,
  wait_ms AS waitMs, next_at_ms AS nextAtMs,
  cancel_asked_at_ms AS cancelAskedAtMs`;

const DUE = `SELECT ${COLUMNS}, payouts.state AS payoutState, gross - withheld AS net, payee
  FROM payout_transfers JOIN payouts USING (promoter, number)`;

export class TransferStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Payouts that a batch has collected for a merchant to pay. What has begun stays as it is. */
  begin(batchId: string, merchantId: string): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO payout_transfers
         (promoter, number, merchant_id, stage, begun_at_ms, changed_at_ms, wait_ms, next_at_ms)
       SELECT promoter, number, ?, 'unsent', updated_at_ms, updated_at_ms, 0, updated_at_ms
         FROM payouts WHERE batch_id = ?`,
      merchantId,
      batchId,
    );
  }

  of(promoter: PromoterRef, number: number): Transfer | null {
    const [row] = this.#sql
      .exec<Transfer>(
        `SELECT ${COLUMNS} FROM payout_transfers WHERE promoter = ? AND number = ?`,
        promoter,
        number,
      )
      .toArray();
    return row ?? null;
  }

  /** What is due, the longest first. */
  due(nowMs: number, limit: number): DueTransfer[] {
    return this.#sql
      .exec<DueTransfer>(`${DUE} WHERE next_at_ms <= ? ORDER BY next_at_ms LIMIT ?`, nowMs, limit)
      .toArray();
  }

  nextAtMs(): number | null {
    return this.#sql
      .exec<{ next: number | null }>(
        "SELECT min(next_at_ms) AS next FROM payout_transfers WHERE next_at_ms IS NOT NULL",
      )
      .one().next;
  }

  /** Notes that a person wants it cancelled, for as long as it lasts: whoever puts the transfer changes nothing of that. */
  askCancel({ promoter, number }: Pick<Transfer, "promoter" | "number">, nowMs: number): void {
    this.#sql.exec(
      `UPDATE payout_transfers SET cancel_asked_at_ms = ?1, wait_ms = 0, next_at_ms = ?1
       WHERE promoter = ?2 AND number = ?3 AND cancel_asked_at_ms IS NULL`,
      nowMs,
      promoter,
      number,
    );
  }

  put(transfer: Transfer): void {
    const { promoter, number, billNo, stage, state, transferBillNo, fault } = transfer;
    this.#sql.exec(
      `UPDATE payout_transfers SET bill_no = ?, stage = ?, state = ?, transfer_bill_no = ?, package = ?, fault = ?,
         changed_at_ms = ?, wait_ms = ?, next_at_ms = ? WHERE promoter = ? AND number = ?`,
      billNo,
      stage,
      state,
      transferBillNo,
      transfer.package,
      fault,
      transfer.changedAtMs,
      transfer.waitMs,
      transfer.nextAtMs,
      promoter,
      number,
    );
  }

  /** The batch's file pays: there is no transfer. */
  drop({ promoter, number }: Pick<Transfer, "promoter" | "number">): void {
    this.#sql.exec("DELETE FROM payout_transfers WHERE promoter = ? AND number = ?", promoter, number);
  }
}
