/** Sealed secrets of webhook endpoints: the newest signs, and those before it until they expire. */
import { and, asc, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { type Attempt, isFirst, type KeyOutcome, writeOnce } from "../http/idempotency.tables.ts";
import { queries } from "../platform/queries.ts";
import { webhookSecrets } from "./schema.tables.ts";

/** Sealed secrets that sign now, the newest first. */
export async function signingSecrets(db: D1Database, endpoint: string, nowMs: number): Promise<string[]> {
  const { expiresAtMs } = webhookSecrets;
  const rows = await queries(db)
    .select({ sealed: webhookSecrets.sealed })
    .from(webhookSecrets)
    .where(and(eq(webhookSecrets.endpoint, endpoint), or(isNull(expiresAtMs), gt(expiresAtMs, nowMs))))
    .orderBy(desc(webhookSecrets.number));
  return rows.map(({ sealed }) => sealed);
}

interface Rotation {
  readonly endpoint: string;
  readonly sealed: string;
  readonly oldExpireAtMs: number;
  /** So many sign at a time, and no more. */
  readonly most: number;
}

/**
 * Stores a new secret once per key, unless as many sign as may. Those before sign until a time, unless they end sooner; what has
 * ended goes.
 */
export async function rotateEndpointSecret(
  db: D1Database,
  attempt: Attempt,
  { endpoint, sealed, oldExpireAtMs, most }: Rotation,
): Promise<KeyOutcome> {
  const { nowMs } = attempt;
  const { expiresAtMs } = webhookSecrets;
  const own = eq(webhookSecrets.endpoint, endpoint);
  // Within the transaction: several may rotate at one moment.
  const hasRoom = sql`(${oldExpireAtMs} <= ${nowMs} OR ${most} > (SELECT count(*) FROM ${webhookSecrets} counted
    WHERE counted.endpoint = ${endpoint} AND (counted.expires_at_ms IS NULL OR counted.expires_at_ms > ${nowMs})))`;
  return await writeOnce(
    db,
    attempt,
    [
      queries(db)
        .update(webhookSecrets)
        .set({ expiresAtMs: oldExpireAtMs })
        .where(and(own, or(isNull(expiresAtMs), gt(expiresAtMs, oldExpireAtMs)), isFirst(attempt), hasRoom)),
      queries(db).run(
        sql`INSERT INTO ${webhookSecrets} (endpoint, sealed, created_at_ms, expires_at_ms)
        SELECT ${endpoint}, ${sealed}, ${nowMs}, NULL WHERE ${isFirst(attempt)} AND ${hasRoom}`,
      ),
    ],
    [
      queries(db)
        .delete(webhookSecrets)
        .where(and(own, sql`${expiresAtMs} < ${nowMs}`)),
    ],
  );
}

/** Whether a secret is stored. */
export async function hasSecret(db: D1Database, endpoint: string, sealed: string): Promise<boolean> {
  const rows = await queries(db)
    .select({ number: webhookSecrets.number })
    .from(webhookSecrets)
    .where(and(eq(webhookSecrets.endpoint, endpoint), eq(webhookSecrets.sealed, sealed)));
  return rows.length > 0;
}

/** How many secrets sign at a time. */
export async function countSigning(db: D1Database, endpoint: string, atMs: number): Promise<number> {
  const { expiresAtMs } = webhookSecrets;
  const rows = await queries(db)
    .select({ number: webhookSecrets.number })
    .from(webhookSecrets)
    .where(and(eq(webhookSecrets.endpoint, endpoint), or(isNull(expiresAtMs), gt(expiresAtMs, atMs))))
    .orderBy(asc(webhookSecrets.number));
  return rows.length;
}
