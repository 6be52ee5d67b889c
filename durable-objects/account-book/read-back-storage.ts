/** What the journal of a book says of each commission, for the ledger that tells of it and for reconciliation. */
import {
  type CommissionsPage,
  type DigestPage,
  type DigestSeed,
  digestOf,
  inBuckets,
} from "../../domain/ledger/commission-digest.ts";
import type { ReadBackCommission } from "../../domain/ledger/read-back.ts";

/** Rows of the journal read in one call. */
const ROWS_PER_CALL = 4_000;

/** One page; `next` is null at the end. */
export interface ReadBackPage {
  readonly commissions: readonly ReadBackCommission[];
  readonly next: number | null;
}

export class ReadBackStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What was posted for commissions by the rows of the journal after one and up to another. */
  commissions(afterRow: number, upToRow: number): ReadBackPage {
    const last = Math.min(upToRow, afterRow + ROWS_PER_CALL);
    const commissions = this.#sql
      .exec<ReadBackCommission & Record<string, SqlStorageValue>>(
        `SELECT reference AS commissionId, promoter,
           sum((credit = 'pending') * amount - (debit = 'pending') * amount) AS pending,
           sum((credit = 'held') * amount - (debit = 'held') * amount) AS held,
           sum((credit IN ('available', 'debt')) * amount - (debit IN ('available', 'debt')) * amount) AS released,
           max(CASE WHEN 'available' IN (credit, debit) OR 'debt' IN (credit, debit) THEN 2
             WHEN 'held' IN (credit, debit) THEN 1 ELSE 0 END) AS furthest
         FROM journal
         WHERE row > ? AND row <= ? AND kind IN ('earn', 'hold', 'release', 'reverse', 'restore')
         GROUP BY reference, promoter`,
        afterRow,
        last,
      )
      .toArray();
    return { commissions, next: last < upToRow ? last : null };
  }

  digest(afterRow: number, upToRow: number, seed: DigestSeed): DigestPage {
    const { commissions, next } = this.commissions(afterRow, upToRow);
    return { digest: digestOf(commissions, seed), next };
  }

  within(afterRow: number, upToRow: number, seed: DigestSeed, buckets: ReadonlySet<number>): CommissionsPage {
    const { commissions, next } = this.commissions(afterRow, upToRow);
    return { commissions: inBuckets(commissions, seed, buckets), next };
  }
}
