/**
 * Queues of one machine, on disk: what was sent is there after any kind of end, until a consumer has said that it is done.
 *
 * A delivery that an end cuts off is made again, so that a consumer sees a message once or more, as it does on Cloudflare.
 */
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
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
  /** Deliveries that failed so far. */
  readonly failures: number;
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

export class QueueStore {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(SCHEMA);
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

  /** The messages that are due, those first that have been so for longest. */
  due(queue: string, nowMs: number, most: number): Waiting[] {
    const rows = this.#db
      .prepare(
        `SELECT id, body, sent_at_ms AS sentAtMs, failures FROM messages
         WHERE queue = ? AND due_at_ms <= ? ORDER BY due_at_ms, number LIMIT ?`,
      )
      .all(queue, nowMs, most) as unknown as (Omit<Waiting, "body"> & { body: string })[];
    return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
  }

  /** When the first message of a queue is due; undefined for an empty queue. */
  nextDueMs(queue: string): number | undefined {
    const row = this.#db.prepare("SELECT min(due_at_ms) AS atMs FROM messages WHERE queue = ?").get(queue);
    return (row?.["atMs"] as number | null) ?? undefined;
  }

  /** Writes what became of a delivery, at once: gone, due again later, or in the queue of dead letters. */
  settle(settled: Settled, { maxRetries = 3, deadLetterQueue }: QueueSettings, nowMs: number): void {
    const forget = this.#db.prepare("DELETE FROM messages WHERE id = ?");
    const again = this.#db.prepare(
      "UPDATE messages SET failures = failures + 1, due_at_ms = ? WHERE id = ? AND failures < ?",
    );
    const bury = this.#db.prepare("UPDATE messages SET queue = ?, failures = 0, due_at_ms = ? WHERE id = ?");
    this.#atOnce(() => {
      for (const id of settled.done) forget.run(id);
      for (const { id, delaySeconds } of settled.retried) {
        if (again.run(nowMs + delaySeconds * 1_000, id, maxRetries).changes > 0) continue;
        if (deadLetterQueue === undefined) forget.run(id);
        else bury.run(deadLetterQueue, nowMs, id);
      }
    });
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
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

export interface Settled {
  readonly done: readonly string[];
  readonly retried: readonly { readonly id: string; readonly delaySeconds: number }[];
}
