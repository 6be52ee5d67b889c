/**
 * Queues of one machine, on disk: what was sent is there after any kind of end, until a consumer has said that it is done.
 *
 * A delivery that an end cuts off is made again, so that a consumer sees a message once or more, as it does on Cloudflare.
 * Deliveries are counted before they are made. So a message that ends the runtime each time goes to the dead letters too.
 */
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { pauseEndMs } from "../../../domain/kernel/pause.ts";
import type { QueueSettings } from "../project.ts";

/** A message as a producer sends it. */
export interface Sent {
  readonly body: unknown;
  readonly delaySeconds?: number;
}

export interface Waiting {
  readonly id: string;
  readonly body: unknown;
  readonly sentAtMs: number;
  /** Deliveries that were begun and did not end well, so far. */
  readonly failures: number;
}

/** What waits in one queue. */
export interface Depth {
  readonly messages: number;
  /** When the oldest was sent; null where none waits. */
  readonly oldestSentAtMs: number | null;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    sent_at_ms INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, due_at_ms);`;

/** 1 from the beginning of a delivery to its end. An earlier version of the code made the table without it. */
const UNDER_WAY = "ALTER TABLE messages ADD COLUMN under_way INTEGER NOT NULL DEFAULT 0";

const FORGET = "DELETE FROM messages WHERE id = ?";

/** No delay is longer, as on Cloudflare: a message that is due later was put off by a clock that was ahead. */
const LONGEST_DELAY_MS = 12 * 3_600_000;
/** Between deliveries that were cut off: doubled each time, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;

export class QueueStore {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(SCHEMA);
    const columns = this.#db.prepare("SELECT name FROM pragma_table_info('messages')").all();
    if (!columns.some(({ name }) => name === "under_way")) this.#db.exec(UNDER_WAY);
  }

  /** On disk, all of them, when this returns. */
  send(queue: string, messages: readonly Sent[], nowMs: number): void {
    const insert = this.#db.prepare(
      "INSERT INTO messages (queue, id, body, sent_at_ms, due_at_ms) VALUES (?, ?, ?, ?, ?)",
    );
    this.#atOnce(() => {
      for (const { body, delaySeconds = 0 } of messages) {
        const dueAtMs = nowMs + delaySeconds * 1_000;
        insert.run(queue, randomUUID(), JSON.stringify(body ?? null), nowMs, dueAtMs);
      }
    });
  }

  /**
   * The messages that are due, those first that have been so for longest. One whose delivery was cut off comes alone: it
   * may be what ended the runtime.
   */
  due(queue: string, nowMs: number, most: number): Waiting[] {
    const rows = this.#db
      .prepare(
        `SELECT id, body, sent_at_ms AS sentAtMs, failures, under_way AS underWay FROM messages
         WHERE queue = ? AND (due_at_ms <= ? OR due_at_ms > ?) ORDER BY due_at_ms, number LIMIT ?`,
      )
      .all(queue, nowMs, nowMs + LONGEST_DELAY_MS, most) as unknown as (Omit<Waiting, "body"> & {
      body: string;
      underWay: 0 | 1;
    })[];
    const cutOffAt = rows.findIndex(({ underWay }) => underWay === 1);
    const together = cutOffAt === -1 ? rows : rows.slice(0, Math.max(1, cutOffAt));
    return together.map(({ id, body, sentAtMs, failures }) => {
      return { id, body: JSON.parse(body) as unknown, sentAtMs, failures };
    });
  }

  /**
   * A delivery begins: it counts from now on, whatever ends it. What was tried as often as it may goes to the dead letters.
   *
   * @returns the messages that are to be delivered.
   */
  begin(batch: readonly Waiting[], settings: QueueSettings, nowMs: number): readonly Waiting[] {
    const { maxRetries = 3 } = settings;
    const begin = this.#db.prepare("UPDATE messages SET failures = failures + 1, under_way = 1 WHERE id = ?");
    const delivered = batch.filter(({ failures }) => failures <= maxRetries);
    this.#atOnce(() => {
      for (const { id } of delivered) begin.run(id);
      for (const { id, failures } of batch) if (failures > maxRetries) this.#giveUp(id, settings, nowMs);
    });
    return delivered;
  }

  /** Nobody was reached: the delivery that began does not count. */
  undo(batch: readonly Waiting[]): void {
    const undo = this.#db.prepare("UPDATE messages SET failures = failures - 1, under_way = 0 WHERE id = ?");
    this.#atOnce(() => {
      for (const { id } of batch) undo.run(id);
    });
  }

  /** A delivery was cut off: each message of it is due again after a pause of its own. */
  cutOff(batch: readonly Waiting[], nowMs: number): void {
    const postpone = this.#db.prepare("UPDATE messages SET due_at_ms = ? WHERE id = ?");
    this.#atOnce(() => {
      for (const { id, failures } of batch) {
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 16), LONGEST_PAUSE_MS);
        postpone.run(nowMs + pauseMs, id);
      }
    });
  }

  /** When the first message of a queue is due; undefined for an empty queue. */
  nextDueMs(queue: string, nowMs: number): number | undefined {
    const row = this.#db.prepare("SELECT min(due_at_ms) AS atMs FROM messages WHERE queue = ?").get(queue);
    const atMs = row?.["atMs"] as number | null;
    return atMs === null ? undefined : pauseEndMs(atMs, nowMs, LONGEST_DELAY_MS);
  }

  /** Writes what became of a delivery that began, at once: gone, due again later, or in the queue of dead letters. */
  settle(settled: Settled, settings: QueueSettings, nowMs: number): void {
    const { maxRetries = 3 } = settings;
    const forget = this.#db.prepare(FORGET);
    const again = this.#db.prepare(
      "UPDATE messages SET due_at_ms = ?, under_way = 0 WHERE id = ? AND failures <= ?",
    );
    this.#atOnce(() => {
      for (const id of settled.done) forget.run(id);
      for (const { id, delaySeconds } of settled.retried) {
        const { changes } = again.run(nowMs + delaySeconds * 1_000, id, maxRetries);
        if (changes === 0) this.#giveUp(id, settings, nowMs);
      }
    });
  }

  #giveUp(id: string, { deadLetterQueue }: QueueSettings, nowMs: number): void {
    if (deadLetterQueue === undefined) this.#db.prepare(FORGET).run(id);
    else
      this.#db
        .prepare("UPDATE messages SET queue = ?, failures = 0, under_way = 0, due_at_ms = ? WHERE id = ?")
        .run(deadLetterQueue, nowMs, id);
  }

  depth(queue: string): Depth {
    const row = this.#db
      .prepare("SELECT count(*) AS messages, min(sent_at_ms) AS oldestSentAtMs FROM messages WHERE queue = ?")
      .get(queue);
    return row as unknown as Depth;
  }

  /** Messages by queue. */
  waiting(): Record<string, number> {
    const rows = this.#db.prepare("SELECT queue, count(*) AS messages FROM messages GROUP BY queue").all();
    return Object.fromEntries(rows.map((row) => [String(row["queue"]), Number(row["messages"])]));
  }

  close(): void {
    this.#db.close();
  }

  #atOnce(write: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      write();
      this.#db.exec("COMMIT");
    } catch (error) {
      // A full disk rolls back by itself.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

export interface Settled {
  readonly done: readonly string[];
  readonly retried: readonly { readonly id: string; readonly delaySeconds: number }[];
}
