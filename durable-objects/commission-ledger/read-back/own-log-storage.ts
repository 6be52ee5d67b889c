/** What a ledger's own log says that it has told a book, by commission and by month of sales. */
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import type { CommissionSums } from "../../../domain/ledger/commission-digest.ts";
import type { PostedSums } from "../../../domain/ledger/read-back.ts";
import type { MonthSum } from "./read-back-storage.ts";

/** Rows of the log read at once. */
const ROWS_AT_ONCE = 4_000;

/** Signs of intents by the place that they fill or empty. */
const SUMS = `
  sum(CASE WHEN o.kind = 'earn' OR (o.kind = 'restore' AND o.phase = 'pending') THEN o.amount
    WHEN o.kind = 'hold' OR (o.kind = 'reverse' AND o.phase = 'pending') THEN -o.amount ELSE 0 END) AS pending,
  sum(CASE WHEN o.kind = 'hold' OR (o.kind = 'restore' AND o.phase = 'held') THEN o.amount
    WHEN o.kind = 'release' OR (o.kind = 'reverse' AND o.phase = 'held') THEN -o.amount ELSE 0 END) AS held,
  sum(CASE WHEN o.kind = 'release' OR (o.kind = 'restore' AND o.phase = 'released') THEN o.amount
    WHEN o.kind = 'reverse' AND o.phase = 'released' THEN -o.amount ELSE 0 END) AS released`;

/** Refused rows moved nothing. What was told of orders that have gone counts where they are. */
const APPLIED = "NOT EXISTS (SELECT 1 FROM refused_rows r WHERE r.pair = o.pair AND r.seq = o.seq)";

/** What was told of one commission. */
export type LoggedCommission = PostedSums & {
  readonly orderId: string;
  readonly slot: number;
  readonly credit: number;
  readonly level: number;
};

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class OwnLogStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The end of the next part of a log after a number. */
  partEnd(afterSeq: number, upToSeq: number): number {
    return Math.min(upToSeq, afterSeq + ROWS_AT_ONCE);
  }

  commissions(pair: number, afterSeq: number, upToSeq: number): LoggedCommission[] {
    return this.#sql
      .exec<Stored<LoggedCommission>>(
        `SELECT d.order_id AS orderId, d.slot, o.credit, o.level, o.promoter, ${SUMS}
         FROM outbox o JOIN orders d ON d.row = o.order_row
         WHERE o.pair = ? AND o.seq > ? AND o.seq <= ? AND o.phase IS NOT NULL AND d.moved < 2 AND ${APPLIED}
         GROUP BY o.order_row, o.credit, o.level, o.promoter`,
        pair,
        afterSeq,
        upToSeq,
      )
      .toArray();
  }

  /** What was adopted after a number and up to another, from 0 on. */
  adopted(pair: number, afterSeq: number, upToSeq: number): CommissionSums[] {
    return this.#sql
      .exec<Stored<CommissionSums>>(
        `SELECT commission_id AS commissionId, promoter, pending, held, released FROM adopted
           WHERE pair = ?1 AND seq > ?2 AND seq <= ?3
         UNION ALL SELECT commission_id, promoter, pending, held, released FROM arrived_sums
           WHERE pair = ?1 AND ?2 < 0`,
        pair,
        afterSeq === 0 ? -1 : afterSeq,
        upToSeq,
      )
      .toArray();
  }

  /** What orders sold; corrections of what was lost belong to none. */
  sales(pair: number, afterSeq: number, upToSeq: number): MonthSum[] {
    return this.#sql
      .exec<Stored<MonthSum>>(
        `SELECT o.promoter, o.about AS month, sum(o.amount) AS sales FROM outbox o
         WHERE o.pair = ? AND o.seq > ? AND o.seq <= ? AND o.kind = 'sales' AND o.order_row > 0
           AND ${APPLIED} GROUP BY 1, 2`,
        pair,
        afterSeq,
        upToSeq,
      )
      .toArray();
  }

  /** What was sent to a book of each commission, of the rows after one number and up to another, and what was adopted. */
  sent(book: string, afterSeq: number, upToSeq: number): CommissionSums[] {
    const [known] = this.#sql
      .exec<{ pair: number }>("SELECT pair FROM pairs WHERE receiver_class = 'book' AND receiver = ?", book)
      .toArray();
    if (known === undefined) return [];
    const { pair } = known;
    const logged = this.commissions(pair, afterSeq, upToSeq);
    return [
      ...logged.map(({ pending, held, released, promoter, ...key }) => {
        return { commissionId: commissionIdOf(key), promoter, pending, held, released };
      }),
      ...this.adopted(pair, afterSeq, upToSeq),
    ];
  }
}
