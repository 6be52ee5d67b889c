/** Tables of payouts: what was requested, how far it has come, and whom a batch pays. */
import { payoutIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { type AmountMinor, amountMinor, minus } from "../../../domain/kernel/money.ts";
import type { CollectedPayout, PayoutState, PayoutView } from "../../../domain/payout/payout.ts";
import type { MonthOfPayouts } from "../../../domain/payout/taxes/regime.ts";
import { OPEN_STATES } from "../../../domain/payout/transitions.ts";
import type { Month } from "../../../domain/program/month.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const PAYOUT_SCHEMA: SchemaStep = [
  `CREATE TABLE payouts (
     promoter INTEGER NOT NULL,
     number INTEGER NOT NULL CHECK (number > 0),
     key TEXT NOT NULL,
     state TEXT NOT NULL,
     -- Whether it still holds money back. A later state needs no other index than this.
     is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
     gross INTEGER NOT NULL CHECK (gross > 0),
     withheld INTEGER NOT NULL CHECK (withheld BETWEEN 0 AND gross),
     requested_at_ms INTEGER NOT NULL,
     updated_at_ms INTEGER NOT NULL,
     -- The month of the request in the program's time zone: where its tax is counted.
     month TEXT NOT NULL,
     batch_id TEXT,
     -- Who receives it, encrypted, as it stood when a batch collected it.
     payee TEXT,
     reason TEXT,
     PRIMARY KEY (promoter, number),
     UNIQUE (promoter, key)
   ) STRICT`,
  "CREATE INDEX payouts_approved ON payouts (state) WHERE state = 'approved'",
  "CREATE INDEX payouts_in_batch ON payouts (batch_id) WHERE batch_id IS NOT NULL",
  // Batches that have taken what was approved: a late repeat takes nothing more.
  "CREATE TABLE batch_collections (batch_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
  // Where promoters want to be paid, encrypted by the caller.
  `CREATE TABLE payees (
     promoter INTEGER PRIMARY KEY,
     sealed TEXT NOT NULL,
     updated_at_ms INTEGER NOT NULL
   ) STRICT`,
  // One open payout per promoter, by constraint.
  "CREATE UNIQUE INDEX payouts_open ON payouts (promoter) WHERE is_open = 1",
];

export interface NewPayout {
  readonly key: string;
  readonly gross: AmountMinor;
  readonly withheld: AmountMinor;
  readonly month: Month;
}

export type PayoutRow = {
  promoter: PromoterRef;
  number: number;
  state: PayoutState;
  gross: AmountMinor;
  withheld: AmountMinor;
  requestedAtMs: number;
  updatedAtMs: number;
  batchId: string | null;
  reason: string | null;
  firstApprovedBy: string | null;
  firstApprovedAtMs: number | null;
};

/** Whom an approved payout pays; what was approved before approvals kept it pays who stands, unless the approver changed it. */
const APPROVED_PAYEE = `coalesce(approved_payee, (SELECT sealed FROM payees
  WHERE payees.promoter = payouts.promoter
    AND (approved_by IS NULL OR payees.unconfirmed_by IS NOT approved_by)))`;

export const PAYOUT_COLUMNS = `promoter, number, state, gross, withheld, requested_at_ms AS requestedAtMs,
  updated_at_ms AS updatedAtMs, batch_id AS batchId, reason,
  first_approved_by AS firstApprovedBy, first_approved_at_ms AS firstApprovedAtMs`;

export class PayoutStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  byNumber(promoter: PromoterRef, number: number): PayoutView | null {
    return this.#one(
      `SELECT ${PAYOUT_COLUMNS} FROM payouts WHERE promoter = ? AND number = ?`,
      promoter,
      number,
    );
  }

  byKey(promoter: PromoterRef, key: string): PayoutView | null {
    return this.#one(`SELECT ${PAYOUT_COLUMNS} FROM payouts WHERE promoter = ? AND key = ?`, promoter, key);
  }

  open(promoter: PromoterRef): PayoutView | null {
    return this.#one(`SELECT ${PAYOUT_COLUMNS} FROM payouts WHERE promoter = ? AND is_open = 1`, promoter);
  }

  /** Payouts with a number below `before`, newest first. */
  newestFirst(promoter: PromoterRef, before: number, limit: number): PayoutView[] {
    return this.#all(
      `SELECT ${PAYOUT_COLUMNS} FROM payouts WHERE promoter = ? AND number < ? ORDER BY number DESC LIMIT ?`,
      promoter,
      before,
      limit,
    );
  }

  add(promoter: PromoterRef, payout: NewPayout, nowMs: number): number {
    return this.#sql
      .exec<{ number: number }>(
        `INSERT INTO payouts (promoter, number, key, state, is_open, gross, withheld, month, requested_at_ms, updated_at_ms)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2, 'requested', 1, ?3, ?4, ?5, ?6, ?6 FROM payouts WHERE promoter = ?1
         RETURNING number`,
        promoter,
        payout.key,
        payout.gross,
        payout.withheld,
        payout.month,
        nowMs,
      )
      .one().number;
  }

  /** What was requested in the calendar year of a month, by month, without what was given back. */
  yearOf(promoter: PromoterRef, month: Month): MonthOfPayouts[] {
    const year = month.slice(0, 4);
    return this.#sql
      .exec<MonthOfPayouts & Record<string, SqlStorageValue>>(
        `SELECT month, sum(gross) AS gross, sum(withheld) AS withheld FROM payouts
         WHERE promoter = ? AND month BETWEEN ? AND ? AND state NOT IN ('rejected', 'failed', 'returned')
         GROUP BY month ORDER BY month`,
        promoter,
        `${year}-01`,
        `${year}-12`,
      )
      .toArray();
  }

  setState(
    promoter: PromoterRef,
    number: number,
    state: PayoutState,
    reason: string | null,
    nowMs: number,
  ): void {
    this.#sql.exec(
      `UPDATE payouts SET state = ?, is_open = ?, reason = coalesce(?, reason), updated_at_ms = ?
       WHERE promoter = ? AND number = ?`,
      state,
      OPEN_STATES.includes(state) ? 1 : 0,
      reason,
      nowMs,
      promoter,
      number,
    );
  }

  /** Keeps who approves a payout first, of two. Its state stays. */
  setFirstApproval(
    promoter: PromoterRef,
    number: number,
    { by, reason, atMs }: { readonly by: string; readonly reason: string | null; readonly atMs: number },
  ): void {
    this.#sql.exec(
      `UPDATE payouts SET first_approved_by = ?, first_approved_at_ms = ?, reason = coalesce(?, reason)
       WHERE promoter = ? AND number = ?`,
      by,
      atMs,
      reason,
      promoter,
      number,
    );
  }

  /** Keeps who approves a payout, and the payee that stands now. */
  setApproval(promoter: PromoterRef, number: number, by: string | null): void {
    this.#sql.exec(
      `UPDATE payouts SET approved_by = ?,
         approved_payee = (SELECT sealed FROM payees WHERE payees.promoter = payouts.promoter)
       WHERE promoter = ? AND number = ?`,
      by,
      promoter,
      number,
    );
  }

  hasCollected(batchId: string): boolean {
    return this.#sql.exec("SELECT 1 FROM batch_collections WHERE batch_id = ?", batchId).toArray().length > 0;
  }

  /** Approved payouts with a payee become the batch's; asked again, the answer is the same. */
  collectApproved(batchId: string, nowMs: number): CollectedPayout[] {
    const first = this.#sql.exec(
      "INSERT OR IGNORE INTO batch_collections (batch_id) VALUES (?) RETURNING 1",
      batchId,
    );
    if (first.toArray().length > 0) {
      this.#sql.exec(
        `UPDATE payouts SET state = 'processing', batch_id = ?, updated_at_ms = ?, payee = ${APPROVED_PAYEE}
         WHERE state = 'approved' AND ${APPROVED_PAYEE} IS NOT NULL`,
        batchId,
        nowMs,
      );
    }
    return this.#sql
      .exec<PayoutRow & { payee: string | null }>(
        `SELECT ${PAYOUT_COLUMNS}, payee FROM payouts WHERE batch_id = ? ORDER BY promoter, number`,
        batchId,
      )
      .toArray()
      .map(({ payee, ...row }) => ({ ...payoutView(row), sealedPayee: payee }));
  }

  #one(query: string, ...bindings: (string | number)[]): PayoutView | null {
    return this.#all(query, ...bindings)[0] ?? null;
  }

  #all(query: string, ...bindings: (string | number)[]): PayoutView[] {
    return this.#sql
      .exec<PayoutRow>(query, ...bindings)
      .toArray()
      .map(payoutView);
  }
}

export function payoutView({ number, firstApprovedBy, firstApprovedAtMs, ...row }: PayoutRow): PayoutView {
  const net = minus(amountMinor(row.gross), amountMinor(row.withheld));
  const firstApproval =
    firstApprovedBy === null ? null : { by: firstApprovedBy, atMs: firstApprovedAtMs ?? row.updatedAtMs };
  return { ...row, id: payoutIdOf(row.promoter, number), net, firstApproval };
}
