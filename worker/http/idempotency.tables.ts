/**
 * What an `Idempotency-Key` was first used for. The key is outcome in the same D1 transaction as its effect, so a
 * repeat, also one at the same moment, finds the first and does nothing.
 */
export interface Attempt {
  /** Number of the program. */
  readonly program: number;
  /** Kind of write, such as `api-keys`. */
  readonly operation: string;
  /** The header's value; null when the caller sent none, and then nothing is outcome. */
  readonly key: string | null;
  /** SHA-256 of the request. */
  readonly requestHash: string;
  /** What this attempt would make: random, so that it tells apart the first from a repeat. */
  readonly resource: string;
  readonly nowMs: number;
}

/** What became of an attempt: it may go on, it repeats the one that made `resource`, or the key was for another. */
export type KeyOutcome =
  | { readonly kind: "first" }
  | { readonly kind: "repeat"; readonly resource: string }
  | { readonly kind: "conflict" };

/**
 * The statements to put first and last around an effect in one batch. The effect's own statements hold
 * `AND ` {@link IS_FIRST} with the parameters of {@link firstParameters}.
 */
export function keyStatement(db: D1Database, attempt: Attempt): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO idempotency_keys (program, operation, key, request_hash, resource, created_at_ms)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?3 IS NOT NULL
       ON CONFLICT (program, operation, key) DO NOTHING`,
    )
    .bind(
      attempt.program,
      attempt.operation,
      attempt.key,
      attempt.requestHash,
      attempt.resource,
      attempt.nowMs,
    );
}

/** Reads who holds the key. */
export function holderStatement(db: D1Database, attempt: Attempt): D1PreparedStatement {
  return db
    .prepare(
      `SELECT request_hash AS requestHash, resource FROM idempotency_keys
       WHERE program = ?1 AND operation = ?2 AND key = ?3`,
    )
    .bind(attempt.program, attempt.operation, attempt.key);
}

/** SQL that holds for the first attempt alone; takes program, operation, key and resource as ?1 to ?4. */
export const IS_FIRST = `(?3 IS NULL OR EXISTS (
  SELECT 1 FROM idempotency_keys WHERE program = ?1 AND operation = ?2 AND key = ?3 AND resource = ?4))`;

export function firstParameters(attempt: Attempt): [number, string, string | null, string] {
  return [attempt.program, attempt.operation, attempt.key, attempt.resource];
}

/** Judges the answer of {@link holderStatement}. */
export function outcomeOfKey(attempt: Attempt, holder: D1Result | undefined): KeyOutcome {
  const [row] = (holder?.results ?? []) as { requestHash: string; resource: string }[];
  if (row === undefined || row.resource === attempt.resource) return { kind: "first" };
  if (row.requestHash !== attempt.requestHash) return { kind: "conflict" };
  return { kind: "repeat", resource: row.resource };
}

/** Takes a key alone, for an effect that lives in another database. */
export async function takeKey(db: D1Database, attempt: Attempt): Promise<KeyOutcome> {
  if (attempt.key === null) return { kind: "first" };
  const [, holder] = await db.batch([keyStatement(db, attempt), holderStatement(db, attempt)]);
  return outcomeOfKey(attempt, holder);
}

/** What became of an earlier attempt with the same key; `first` when there was none. Takes nothing. */
export async function readTakenKey(db: D1Database, attempt: Attempt): Promise<KeyOutcome> {
  return attempt.key === null
    ? { kind: "first" }
    : outcomeOfKey(attempt, await holderStatement(db, attempt).all());
}

/** Gives a key back whose effect was refused, so that the request may be put right and sent again. */
export async function releaseKey(db: D1Database, attempt: Attempt): Promise<void> {
  if (attempt.key === null) return;
  await db
    .prepare(
      `DELETE FROM idempotency_keys
       WHERE program = ?1 AND operation = ?2 AND key = ?3 AND resource = ?4 AND request_hash = ?5`,
    )
    .bind(attempt.program, attempt.operation, attempt.key, attempt.resource, attempt.requestHash)
    .run();
}
