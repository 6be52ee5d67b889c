/**
 * Entries of all promoters of a book by time, as an export reads them. The journal lies in the sequence of posting and has no
 * index by time. An entry is posted at most a week after it occurred, so what lies outside of that is passed over.
 */
import { entryIdOf } from "../../../domain/ledger/journal.ts";
import type { JournalEntry } from "../../../domain/ledger/wallet.ts";

/** Rows that one call looks at. */
const ROWS_PER_CALL = 4_000;
/** How much later than it occurred an entry may be posted. */
const LATEST_MS = 7 * 86_400_000;

type DatedRow = Omit<JournalEntry, "id"> & { readonly row: number } & Record<string, SqlStorageValue>;

export interface DatedEntries {
  readonly entries: readonly { readonly row: number; readonly entry: JournalEntry }[];
  /** The row to go on after; null at the end. */
  readonly next: number | null;
}

export class DatedJournalStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Entries behind a row that occurred in a time. @param after 0: the beginning. */
  between(after: number, fromMs: number, toMs: number): DatedEntries {
    const start = after === 0 ? this.#before(fromMs - LATEST_MS) : after;
    const looked = this.#sql
      .exec<DatedRow>(
        `SELECT row, promoter, sequence, kind, debit, credit, amount, balance_after AS balanceAfter, order_id AS orderId,
           reference, occurred_at_ms AS occurredAtMs, hash
         FROM journal WHERE row > ? ORDER BY row LIMIT ${ROWS_PER_CALL}`,
        start,
      )
      .toArray();
    const isOver =
      looked.length < ROWS_PER_CALL || looked.some((row) => row.occurredAtMs >= toMs + LATEST_MS);
    const entries = looked
      .filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < toMs)
      .map(({ row, ...entry }) => ({
        row,
        entry: { ...entry, id: entryIdOf(entry.promoter, entry.sequence) },
      }));
    return { entries, next: isOver ? null : (looked.at(-1)?.row ?? null) };
  }

  /**
   * A row up to which all was posted before a time, found by halving. Late entries make it lie further back than it might,
   * and never further on. A row that occurred before the time is only taken where it was posted before it.
   */
  #before(beforeMs: number): number {
    const last = this.#sql.exec<{ row: number | null }>("SELECT max(row) AS row FROM journal").one().row ?? 0;
    let [below, above] = [0, last + 1];
    while (above - below > 1) {
      const middle = Math.floor((below + above) / 2);
      const [found] = this.#sql
        .exec<{ row: number; atMs: number }>(
          "SELECT row, occurred_at_ms AS atMs FROM journal WHERE row >= ? ORDER BY row LIMIT 1",
          middle,
        )
        .toArray();
      if (found !== undefined && found.row < above && found.atMs < beforeMs) below = found.row;
      else above = middle;
    }
    return below;
  }
}
