/** Messages that a consumer gave up on, kept where an operator can see them. Each is kept once. */

export interface DeadLetter {
  readonly number: number;
  readonly queue: string;
  readonly messageId: string;
  /** Text of the message, at most as long as a message may be. */
  readonly body: string;
  readonly receivedAtMs: number;
  /** When an operator had it delivered again; null when nobody did. */
  readonly replayedAtMs: number | null;
}

const COLUMNS = `number, queue, message_id AS messageId, body, received_at_ms AS receivedAtMs,
  replayed_at_ms AS replayedAtMs`;

/** Keeps messages; one that is there already is passed over. */
export async function keepDeadLetters(
  db: D1Database,
  letters: readonly Omit<DeadLetter, "number" | "replayedAtMs">[],
): Promise<void> {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO dead_letters (queue, message_id, body, received_at_ms) VALUES (?1, ?2, ?3, ?4)`,
  );
  await db.batch(
    letters.map((letter) => insert.bind(letter.queue, letter.messageId, letter.body, letter.receivedAtMs)),
  );
}

/** Messages with a number below `before` (null: the newest), newest first. */
export async function listDeadLetters(
  db: D1Database,
  before: number | null,
  limit: number,
): Promise<DeadLetter[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM dead_letters WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2`,
    )
    .bind(before, limit)
    .all<DeadLetter>();
  return results;
}

export async function findDeadLetter(db: D1Database, number: number): Promise<DeadLetter | null> {
  return await db
    .prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE number = ?1`)
    .bind(number)
    .first<DeadLetter>();
}

export async function markReplayed(db: D1Database, number: number, nowMs: number): Promise<void> {
  await db.prepare("UPDATE dead_letters SET replayed_at_ms = ?2 WHERE number = ?1").bind(number, nowMs).run();
}
