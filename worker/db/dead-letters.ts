/** Messages that a consumer gave up on, kept where an operator can see them. Each is kept once. */

export interface DeadLetter {
  readonly number: number;
  readonly queue: string;
  readonly messageId: string;
  /** JSON of the message, at most as long as a message may be. */
  readonly body: string;
  readonly receivedAtMs: number;
}

/** Keeps messages; one that is there already is passed over. */
export async function keepDeadLetters(
  db: D1Database,
  letters: readonly Omit<DeadLetter, "number">[],
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
      `SELECT number, queue, message_id AS messageId, body, received_at_ms AS receivedAtMs
       FROM dead_letters WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2`,
    )
    .bind(before, limit)
    .all<DeadLetter>();
  return results;
}
