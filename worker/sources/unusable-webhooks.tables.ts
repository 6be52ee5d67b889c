/** Signed webhooks that can never be used, for the merchant to read: the newest of each program, each once. */

export interface UnusableWebhook {
  readonly programId: string;
  readonly source: string;
  readonly webhookId: string;
  readonly reason: string;
  readonly body: string;
}

/** Kept of one program; older ones go. */
const KEPT_PER_PROGRAM = 1_000;
/** Characters kept of a body. */
const BODY_CHARACTERS = 4_096;

export async function keepUnusableWebhook(
  reports: D1Database,
  webhook: UnusableWebhook,
  nowMs: number,
): Promise<void> {
  const { programId, source, webhookId, reason, body } = webhook;
  await reports.batch([
    reports
      .prepare(
        `INSERT OR IGNORE INTO unusable_webhooks (program_id, source, webhook_id, reason, body, received_at_ms)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .bind(programId, source, webhookId, reason, body.slice(0, BODY_CHARACTERS), nowMs),
    reports
      .prepare(
        `DELETE FROM unusable_webhooks WHERE program_id = ?1 AND number <= (
           SELECT number FROM unusable_webhooks WHERE program_id = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)`,
      )
      .bind(programId, KEPT_PER_PROGRAM),
  ]);
}

export interface StoredWebhook extends Omit<UnusableWebhook, "programId"> {
  readonly number: number;
  readonly receivedAtMs: number;
}

/** The webhooks kept of a program with a number below `before`, newest first. */
export async function listUnusableWebhooks(
  reports: D1Database,
  programId: string,
  before: number,
  limit: number,
): Promise<StoredWebhook[]> {
  const { results } = await reports
    .prepare(
      `SELECT number, source, webhook_id AS webhookId, reason, body, received_at_ms AS receivedAtMs
       FROM unusable_webhooks WHERE program_id = ? AND number < ? ORDER BY number DESC LIMIT ?`,
    )
    .bind(programId, before, limit)
    .all<StoredWebhook>();
  return results;
}
