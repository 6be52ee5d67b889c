/** Which slots of an object another one takes, and which it takes of others. Rows are kept: they lead on. */
import type { SchemaStep } from "../object/schema-storage.ts";

export const LEFT_SLOTS: SchemaStep[number] = `CREATE TABLE left_slots (
     slot INTEGER PRIMARY KEY,
     receiver TEXT NOT NULL,
     state TEXT NOT NULL
   ) STRICT`;

export const TAKEN_SLOTS: SchemaStep[number] = `CREATE TABLE taken_slots (
     slot INTEGER PRIMARY KEY,
     sender TEXT NOT NULL,
     is_complete INTEGER NOT NULL DEFAULT 0
   ) STRICT`;

/** Announced: nothing is refused here. Open: what is new goes there, known things one by one. Closing: all have gone. */
export type LeavingState = "announced" | "open" | "closing" | "complete";

export interface LeftSlot {
  readonly receiver: string;
  readonly state: LeavingState;
}

/** A slot that came from another object, and whether all that belongs to it has. */
export interface TakenSlot {
  readonly slot: number;
  readonly isComplete: boolean;
}

/** The kinds of messages of a move, as an outbox keeps them. */
export interface MoveKinds {
  readonly opens: string;
  readonly moved: string;
  readonly closes: string;
}

/** A message of a move: a thing has its row, a slot its number. */
export type SentMove = {
  readonly seq: number;
  readonly kind: string;
  readonly row: number | null;
  readonly slot: number | null;
};

type Stored<Row> = Row & Record<string, SqlStorageValue>;

export class LeftSlotsStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  left(): Map<number, LeftSlot> {
    const rows = this.#sql.exec<Stored<LeftSlot & { slot: number }>>(
      "SELECT slot, receiver, state FROM left_slots",
    );
    return new Map([...rows].map(({ slot, receiver, state }) => [slot, { receiver, state }]));
  }

  putLeft(slot: number, { receiver, state }: LeftSlot): void {
    this.#sql.exec(
      `INSERT INTO left_slots (slot, receiver, state) VALUES (?, ?, ?)
       ON CONFLICT (slot) DO UPDATE SET state = excluded.state`,
      slot,
      receiver,
      state,
    );
  }

  /** Slots that came from an object. */
  takenFrom(sender: string): TakenSlot[] {
    return this.#sql
      .exec<{ slot: number; isComplete: 0 | 1 }>(
        "SELECT slot, is_complete AS isComplete FROM taken_slots WHERE sender = ?",
        sender,
      )
      .toArray()
      .map(({ slot, isComplete }) => ({ slot, isComplete: isComplete === 1 }));
  }

  /** Objects that slots came from. */
  senders(): string[] {
    return this.#sql
      .exec<{ sender: string }>("SELECT DISTINCT sender FROM taken_slots ORDER BY sender")
      .toArray()
      .map(({ sender }) => sender);
  }

  /** Slots that came from others. */
  taken(): number[] {
    return this.#sql
      .exec<{ slot: number }>("SELECT slot FROM taken_slots ORDER BY slot")
      .toArray()
      .map(({ slot }) => slot);
  }

  take(slot: number, sender: string, isComplete: boolean): void {
    this.#sql.exec(
      `INSERT INTO taken_slots (slot, sender, is_complete) VALUES (?, ?, ?)
       ON CONFLICT (slot) DO UPDATE SET is_complete = max(is_complete, excluded.is_complete)`,
      slot,
      sender,
      isComplete ? 1 : 0,
    );
  }

  /** Whether what nobody here knows of a slot would be this object's; null where no move says so. */
  holds(slot: number): boolean | null {
    const [taken] = this.#sql
      .exec<{ isComplete: 0 | 1 }>("SELECT is_complete AS isComplete FROM taken_slots WHERE slot = ?", slot)
      .toArray();
    return taken === undefined ? null : taken.isComplete === 1;
  }

  /** Messages of moves in a part of a pair's log. */
  sentBy(pair: number, afterSeq: number, upToSeq: number, { opens, moved, closes }: MoveKinds): SentMove[] {
    return this.#sql
      .exec<SentMove>(
        `SELECT seq, kind, order_row AS row, CAST(about AS INTEGER) AS slot FROM outbox
         WHERE pair = ? AND seq > ? AND seq <= ? AND kind IN (?, ?, ?)`,
        pair,
        afterSeq,
        upToSeq,
        opens,
        moved,
        closes,
      )
      .toArray();
  }

  /** What a receiver could not take is told again by the move itself, and by no operator. */
  forgetRefused(pair: number, seqs: readonly number[]): void {
    this.#sql.exec(
      "DELETE FROM refused_rows WHERE pair = ? AND seq IN (SELECT value FROM json_each(?))",
      pair,
      JSON.stringify(seqs),
    );
  }
}
