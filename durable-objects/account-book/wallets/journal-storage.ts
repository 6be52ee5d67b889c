/**
 * The journal of all promoters of a book: one table in order of arrival, append-only. Each entry names the row of the
 * promoter's entry before it, so that a batch dirties few pages. Every thousandth is marked, so that any part of a long
 * journal is read without walking through the rest.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { entryIdOf } from "../../../domain/ledger/journal.ts";
import type { JournalEntry } from "../../../domain/ledger/wallet.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const JOURNAL_SCHEMA: SchemaStep = [
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
  `CREATE TABLE journal_marks (
     promoter INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     row INTEGER NOT NULL,
     PRIMARY KEY (promoter, sequence)
   ) STRICT, WITHOUT ROWID`,
];

const MARKED_EVERY = 1_000;
/** Entries of one page. */
const PAGE = 1_000;
/** How much later than it happened an entry may be written and still be found by time. */
const LATEST_ENTRY_MS = 7 * 86_400_000;

type EntryRow = Omit<JournalEntry, "id"> & Record<string, SqlStorageValue>;

const ENTRY_COLUMNS = `promoter, sequence, kind, debit, credit, amount, balance_after AS balanceAfter,
  order_id AS orderId, reference, occurred_at_ms AS occurredAtMs, hash`;

/** The row to start from: the mark at or above a sequence, else the promoter's last row. */
const START = `coalesce(
  (SELECT row FROM journal_marks WHERE promoter = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT 1),
  (SELECT last_row FROM wallets WHERE promoter = ?1))`;

/** A promoter's entries from a sequence backwards, until one is as low as the third value, or until there are so many. */
const CHAIN = `
  WITH RECURSIVE chain AS (
    SELECT j.* FROM journal j WHERE j.row = ${START}
    UNION ALL
    SELECT j.* FROM chain c JOIN journal j ON j.row = c.prior_row AND j.row < c.row WHERE c.sequence > ?3
    LIMIT ?4
  ) SELECT ${ENTRY_COLUMNS} FROM chain`;

/** An entry with its own row and that of the promoter's entry before it. */
export interface PlacedEntry {
  readonly row: number;
  /** 0 before the first. */
  readonly priorRow: number;
  readonly entry: JournalEntry;
}

const APPEND = `
  INSERT INTO journal (row, prior_row, promoter, sequence, kind, debit, credit, amount, balance_after, order_id,
    reference, occurred_at_ms, hash)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
  FROM jsonb_each(?)`;

export class JournalStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The greatest row in use: the next entries take the rows behind it. */
  lastRow(): number {
    return this.#sql.exec<{ row: number | null }>("SELECT max(row) AS row FROM journal").one().row ?? 0;
  }

  /** Appends entries in one statement. */
  append(placed: readonly PlacedEntry[]): void {
    if (placed.length === 0) return;
    this.#sql.exec(APPEND, JSON.stringify(placed.map(columnsOf)));
    for (const { row, entry } of placed) {
      if (entry.sequence % MARKED_EVERY !== 0) continue;
      const mark = "INSERT OR IGNORE INTO journal_marks (promoter, sequence, row) VALUES (?, ?, ?)";
      this.#sql.exec(mark, entry.promoter, entry.sequence, row);
    }
  }

  /** A promoter's entries with a sequence below `before`, newest first. */
  newestFirst(promoter: PromoterRef, before: number, limit: number): JournalEntry[] {
    const [wallet] = this.#sql
      .exec<{ entries: number }>("SELECT entries FROM wallets WHERE promoter = ?", promoter)
      .toArray();
    const newest = Math.min(before - 1, wallet?.entries ?? 0);
    return this.#walk(promoter, newest, Math.max(0, newest - limit + 1), limit + MARKED_EVERY)
      .filter((entry) => entry.sequence < before)
      .slice(0, limit);
  }

  /** A promoter's entry by its sequence; null when the chain does not lead to one. */
  entry(promoter: PromoterRef, sequence: number): JournalEntry | null {
    const [found] = this.#sql
      .exec<EntryRow>(`${CHAIN} WHERE sequence = ?3`, promoter, sequence, sequence, MARKED_EVERY + 1)
      .toArray();
    return found === undefined ? null : entryOf(found);
  }

  /** A page of a promoter's entries with a sequence above `after`, oldest first; none at the end. */
  page(promoter: PromoterRef, after: number): JournalEntry[] {
    return this.#walk(promoter, after + PAGE, after, PAGE + MARKED_EVERY)
      .filter((entry) => entry.sequence > after)
      .reverse()
      .slice(0, PAGE);
  }

  /** All entries, oldest first, in pages: each is read when it is asked for. */
  *pages(promoter: PromoterRef): Generator<JournalEntry[]> {
    for (let last = 0; ;) {
      const page = this.page(promoter, last);
      const reached = page.at(-1)?.sequence ?? 0;
      if (reached <= last) return;
      yield page;
      last = reached;
    }
  }

  /** A promoter's entries of what happened after a time, newest first. Entries may come up to a week late. */
  since(promoter: PromoterRef, afterMs: number): JournalEntry[] {
    return this.#sql
      .exec<EntryRow>(
        `WITH RECURSIVE chain AS (
           SELECT j.* FROM wallets w JOIN journal j ON j.row = w.last_row WHERE w.promoter = ?
           UNION ALL
           SELECT j.* FROM chain c JOIN journal j ON j.row = c.prior_row AND j.row < c.row WHERE c.occurred_at_ms > ?
         ) SELECT ${ENTRY_COLUMNS} FROM chain WHERE occurred_at_ms > ?`,
        promoter,
        afterMs - LATEST_ENTRY_MS,
        afterMs,
      )
      .toArray()
      .map(entryOf);
  }

  /** Follows the chain of rows back from a sequence, until `downTo` is passed or `most` rows were read. */
  #walk(promoter: PromoterRef, from: number, downTo: number, most: number): JournalEntry[] {
    return this.#sql.exec<EntryRow>(CHAIN, promoter, from, downTo, most).toArray().map(entryOf);
  }
}

/** In the sequence of {@link APPEND}. */
function columnsOf({ row, priorRow, entry }: PlacedEntry): SqlStorageValue[] {
  return [
    row,
    priorRow,
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
  ];
}

function entryOf(row: EntryRow): JournalEntry {
  return { ...row, id: entryIdOf(row.promoter, row.sequence) };
}
