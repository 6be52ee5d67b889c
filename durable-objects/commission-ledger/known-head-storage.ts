/** The greatest length and head of each promoter's journal that a delivery was acknowledged with. */
import { bookIndexSql, type PromoterRef } from "../../domain/kernel/ids.ts";
import type { KnownHead, PromoterHead } from "../../domain/ledger/verification.ts";
import type { JournalHead } from "../delivery/rows.ts";

/** One of the books among which a program's promoters are dealt. */
export interface BookOfHeads {
  readonly index: number;
  readonly objects: number;
}

const BOOK_INDEX = bookIndexSql("promoter", "?");

export class KnownHeadStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  raise(heads: readonly JournalHead[]): void {
    this.#sql.exec(
      `INSERT INTO journal_heads (promoter, entries, head)
       SELECT value ->> 0, value ->> 1, value ->> 2 FROM jsonb_each(?) WHERE true
       ON CONFLICT (promoter) DO UPDATE SET entries = excluded.entries, head = excluded.head
       WHERE excluded.entries > entries`,
      JSON.stringify(heads.map(({ promoter, entries, head }) => [promoter, entries, head])),
    );
  }

  head(promoter: PromoterRef): KnownHead | null {
    const [head] = this.#sql
      .exec<{ entries: number; head: string }>(
        "SELECT entries, head FROM journal_heads WHERE promoter = ?",
        promoter,
      )
      .toArray();
    return head ?? null;
  }

  /** Those of one book's promoters, by promoter after one. */
  page({ index, objects }: BookOfHeads, after: PromoterRef | 0, limit: number): PromoterHead[] {
    return this.#sql
      .exec<PromoterHead & Record<string, SqlStorageValue>>(
        `SELECT promoter, entries, head FROM journal_heads WHERE promoter > ? AND ${BOOK_INDEX} = ?
         ORDER BY promoter LIMIT ?`,
        after,
        objects,
        index,
        limit,
      )
      .toArray();
  }

  forget(promoters: readonly PromoterRef[]): void {
    this.#sql.exec(
      "DELETE FROM journal_heads WHERE promoter IN (SELECT value FROM json_each(?))",
      JSON.stringify(promoters),
    );
  }
}
