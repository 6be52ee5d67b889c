/** How contests ended. The first end of each stands, and nothing of it is ever changed. */
import type { ContestEnd, PrizedRank } from "../../../domain/reports/contest-end.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const CONTEST_END_SCHEMA: SchemaStep = [
  `CREATE TABLE contest_ends (
     contest TEXT PRIMARY KEY,
     ended_at_ms INTEGER NOT NULL,
     -- Null: it was decided.
     cancelled_because TEXT
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE prized_ranks (
     contest TEXT NOT NULL REFERENCES contest_ends (contest),
     promoter INTEGER NOT NULL,
     rank INTEGER NOT NULL CHECK (rank > 0),
     value INTEGER NOT NULL,
     prize INTEGER NOT NULL CHECK (prize >= 0),
     PRIMARY KEY (contest, promoter)
   ) STRICT, WITHOUT ROWID`,
  "CREATE TRIGGER contest_ends_stand BEFORE UPDATE ON contest_ends BEGIN SELECT RAISE(ABORT, 'a contest ends once'); END",
  "CREATE TRIGGER contest_ends_stay BEFORE DELETE ON contest_ends BEGIN SELECT RAISE(ABORT, 'a contest ends once'); END",
  "CREATE TRIGGER prized_ranks_stand BEFORE UPDATE ON prized_ranks BEGIN SELECT RAISE(ABORT, 'a contest ends once'); END",
  "CREATE TRIGGER prized_ranks_stay BEFORE DELETE ON prized_ranks BEGIN SELECT RAISE(ABORT, 'a contest ends once'); END",
];

// Types, not interfaces: rows of a query must be assignable to a record.
type Ended = { atMs: number; because: string | null };
type Ranked = { -readonly [Key in keyof PrizedRank]: PrizedRank[Key] };

export class ContestEndStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Null while it has not ended. */
  of(contest: string): ContestEnd | null {
    const [end] = this.#sql
      .exec<Ended>(
        "SELECT ended_at_ms AS atMs, cancelled_because AS because FROM contest_ends WHERE contest = ?",
        contest,
      )
      .toArray();
    if (end === undefined) return null;
    const { atMs, because } = end;
    if (because !== null) return { kind: "cancelled", atMs, because };
    const ranks = this.#sql
      .exec<Ranked>(
        "SELECT promoter, rank, value, prize FROM prized_ranks WHERE contest = ? ORDER BY promoter",
        contest,
      )
      .toArray();
    return { kind: "decided", atMs, ranks };
  }

  /** Of a contest that has not ended; within a transaction. */
  put(contest: string, end: ContestEnd): void {
    this.#sql.exec(
      "INSERT INTO contest_ends (contest, ended_at_ms, cancelled_because) VALUES (?, ?, ?)",
      contest,
      end.atMs,
      end.kind === "cancelled" ? end.because : null,
    );
    if (end.kind === "cancelled") return;
    for (const { promoter, rank, value, prize } of end.ranks) {
      this.#sql.exec(
        "INSERT INTO prized_ranks (contest, promoter, rank, value, prize) VALUES (?, ?, ?, ?, ?)",
        contest,
        promoter,
        rank,
        value,
        prize,
      );
    }
  }
}
