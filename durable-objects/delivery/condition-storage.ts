/** What an owner's own tables say of its deliveries: what was refused, which pairs stand, and what waits. */

/** A pair of which so many flights failed in turn stands: with their pauses, that is three minutes. */
export const FAILURES_OF_A_STOP = 10;

/** What is wrong. */
export type Troubles = {
  /** Refused rows that nobody has replayed. */
  readonly refusedRows: number;
  /** Pairs of which the last ten flights failed. */
  readonly stoppedPairs: number;
};

/** What is on its way. */
export type Waiting = {
  /** Rows that were not acknowledged. */
  readonly waitingRows: number;
  /** When the oldest of them was written; null where none waits. */
  readonly waitingSinceMs: number | null;
};

export class ConditionStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Few rows are read for it. */
  troubles(): Troubles {
    return this.#sql
      .exec<Troubles>(
        `SELECT (SELECT count(*) FROM refused_rows WHERE replayed_at_ms IS NULL) AS refusedRows,
           (SELECT count(*) FROM pairs WHERE failures >= ? AND acked_seq < last_seq) AS stoppedPairs`,
        FAILURES_OF_A_STOP,
      )
      .one();
  }

  waiting(): Waiting {
    return this.#sql
      .exec<Waiting>(
        `SELECT coalesce(sum(p.last_seq - p.acked_seq), 0) AS waitingRows, min(o.at_ms) AS waitingSinceMs
         FROM pairs p LEFT JOIN outbox o ON o.pair = p.pair AND o.seq = p.acked_seq + 1
         WHERE p.acked_seq < p.last_seq`,
      )
      .one();
  }
}
