/** What receivers refused of an outbox: each such row is applied once at most, however often it is told again. */
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";

/** A commission by the row of its order. */
interface CommissionRow {
  readonly orderRow: number;
  readonly credit: number;
  readonly level: number;
}

/** Of a pair. Messages that set right what a lost log told name the order 0. */
const REFUSED_CORRECTION = `pair = ?1 AND replayed_at_ms IS NULL AND EXISTS (
  SELECT 1 FROM outbox o WHERE o.pair = refused_rows.pair AND o.seq = refused_rows.seq AND o.order_row = 0)`;

export class RefusedRowsStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** @param granted in minor units: what the answer granted and nobody could take. */
  mark(pair: number, seq: number, code: RefusalCode, granted: AmountMinor | null = null): void {
    this.#sql.exec(
      `INSERT INTO refused_rows (pair, seq, code, granted) VALUES (?, ?, ?, ?)
       ON CONFLICT (pair, seq) DO UPDATE SET code = excluded.code, granted = excluded.granted`,
      pair,
      seq,
      code,
      granted,
    );
  }

  /** What was refused of a commission is told anew: none of these rows is sent again. */
  supersede(pair: number, { orderRow, credit, level }: CommissionRow, nowMs: number): void {
    this.#sql.exec(
      `UPDATE refused_rows SET replayed_at_ms = ? WHERE pair = ? AND replayed_at_ms IS NULL AND seq IN (
         SELECT seq FROM outbox WHERE pair = refused_rows.pair AND seq = refused_rows.seq AND phase IS NOT NULL
           AND order_row = ? AND credit = ? AND level = ?)`,
      nowMs,
      pair,
      orderRow,
      credit,
      level,
    );
  }

  /** Whether a correction was refused and not made anew since. It belongs to no order, so nobody can send it again. */
  hasCorrection(pair: number): boolean {
    return (
      this.#sql.exec(`SELECT 1 FROM refused_rows WHERE ${REFUSED_CORRECTION} LIMIT 1`, pair).toArray()
        .length > 0
    );
  }

  /** Corrections are made anew by a comparison with the receiver: those that were refused are never applied. */
  supersedeCorrections(pair: number, nowMs: number): void {
    this.#sql.exec(`UPDATE refused_rows SET replayed_at_ms = ?2 WHERE ${REFUSED_CORRECTION}`, pair, nowMs);
  }

  /** Numbers of rows, from one to another, that were refused and told again under other numbers: they are never applied. */
  retoldBetween(pair: number, firstSeq: number, lastSeq: number): number[] {
    return this.#sql
      .exec<{ seq: number }>(
        `SELECT seq FROM refused_rows WHERE pair = ? AND seq BETWEEN ? AND ?
           AND replayed_at_ms IS NOT NULL AND granted IS NULL ORDER BY seq`,
        pair,
        firstSeq,
        lastSeq,
      )
      .toArray()
      .map(({ seq }) => seq);
  }

  /** A receiver that was put back judges what follows a number anew: what it refused there waits for nobody any more. */
  forgetAfter(pair: number, afterSeq: number): void {
    this.#sql.exec(
      "DELETE FROM refused_rows WHERE pair = ? AND seq > ? AND replayed_at_ms IS NULL",
      pair,
      afterSeq,
    );
  }
}
