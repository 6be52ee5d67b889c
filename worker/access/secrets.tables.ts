/** Rotates the sealed secrets of a program: the new one counts at once, the old one until it expires. */
import { raiseVersion } from "./api-keys.tables.ts";
import {
  type Attempt,
  type KeyOutcome,
  keyStatement,
  firstParameters,
  holderStatement,
  IS_FIRST,
  outcomeOfKey,
} from "../http/idempotency.tables.ts";

export interface NewSecret {
  readonly source: string;
  readonly sealed: string;
  /** From when on the secret before is refused. */
  readonly oldExpiresAtMs: number;
}

/** Stores a new secret once per idempotency key, and lets the present one run out. */
export async function rotateSecret(db: D1Database, attempt: Attempt, secret: NewSecret): Promise<KeyOutcome> {
  const results = await db.batch([
    keyStatement(db, attempt),
    db
      .prepare(
        `UPDATE secrets SET expires_at_ms = ?6
         WHERE program = ?1 AND source = ?5 AND expires_at_ms IS NULL AND ${IS_FIRST}`,
      )
      .bind(...firstParameters(attempt), secret.source, secret.oldExpiresAtMs),
    db
      .prepare(
        `INSERT INTO secrets (program, source, sealed, created_at_ms) SELECT ?1, ?5, ?6, ?7 WHERE ${IS_FIRST}`,
      )
      .bind(...firstParameters(attempt), secret.source, secret.sealed, attempt.nowMs),
    raiseVersion(db, attempt.program),
    holderStatement(db, attempt),
  ]);
  return outcomeOfKey(attempt, results[4]);
}
