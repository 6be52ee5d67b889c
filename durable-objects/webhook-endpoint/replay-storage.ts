/** Parts of the log that are to be sent again, and how far each has come. */
import type { LogMark } from "../delivery/lives.ts";

export interface Replay {
  readonly row: number;
  readonly after: LogMark;
  readonly upTo: number;
}

export class ReplayStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ after, upTo }: Omit<Replay, "row">): void {
    this.#sql.exec(
      "INSERT INTO replays (after_sequence, after_life, up_to) VALUES (?, ?, ?)",
      after.seq,
      after.life,
      upTo,
    );
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM replays").one().count;
  }

  first(): Replay | null {
    const [found] = this.#sql
      .exec<{ row: number; seq: number; life: string | null; upTo: number }>(
        "SELECT row, after_sequence AS seq, after_life AS life, up_to AS upTo FROM replays ORDER BY row LIMIT 1",
      )
      .toArray();
    if (found === undefined) return null;
    const { row, seq, life, upTo } = found;
    return { row, after: { seq, life }, upTo };
  }

  /** It has come to a mark; at its end it is over. */
  cameTo({ row, upTo }: Replay, { seq, life }: LogMark): void {
    if (seq >= upTo) this.end(row);
    else
      this.#sql.exec("UPDATE replays SET after_sequence = ?, after_life = ? WHERE row = ?", seq, life, row);
  }

  end(row: number): void {
    this.#sql.exec("DELETE FROM replays WHERE row = ?", row);
  }
}
