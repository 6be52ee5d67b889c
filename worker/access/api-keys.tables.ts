/** API keys of programs, stored as hashes. Making or revoking one raises the program's version. */
import { and, asc, eq, gt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import {
  type Attempt,
  type KeyOutcome,
  keyStatement,
  firstParameters,
  holderStatement,
  IS_FIRST,
  outcomeOfKey,
} from "../http/idempotency.tables.ts";
import { apiKeys } from "../configuration/schema.tables.ts";

export type ApiKey = Readonly<typeof apiKeys.$inferSelect>;

/** Stores a key once per idempotency key; the attempt's resource is the key's hash. */
export async function insertApiKey(db: D1Database, attempt: Attempt, label: string): Promise<KeyOutcome> {
  const results = await db.batch([
    keyStatement(db, attempt),
    db
      .prepare(
        `INSERT INTO api_keys (program, name, hash, created_at_ms) SELECT ?1, ?5, ?4, ?6 WHERE ${IS_FIRST}`,
      )
      .bind(...firstParameters(attempt), label, attempt.nowMs),
    raiseVersion(db, attempt.program),
    holderStatement(db, attempt),
  ]);
  return outcomeOfKey(attempt, results[3]);
}

/** The key of this hash, revoked or not. */
export async function findApiKey(db: D1Database, hash: string): Promise<ApiKey | null> {
  return (await drizzle(db).select().from(apiKeys).where(eq(apiKeys.hash, hash)).get()) ?? null;
}

/** Keys of a program by number, after `after`. */
export async function listApiKeys(
  db: D1Database,
  program: number,
  after: number,
  limit: number,
): Promise<ApiKey[]> {
  return drizzle(db)
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.program, program), gt(apiKeys.number, after)))
    .orderBy(asc(apiKeys.number))
    .limit(limit);
}

/** Revokes a key from now on; false when the program has none of this number. A repeat changes nothing. */
export async function revokeApiKey(
  db: D1Database,
  program: number,
  number: number,
  nowMs: number,
): Promise<boolean> {
  const [revoked] = await db.batch([
    db
      .prepare(
        `UPDATE api_keys SET revoked_at_ms = coalesce(revoked_at_ms, ?3) WHERE program = ?1 AND number = ?2`,
      )
      .bind(program, number, nowMs),
    raiseVersion(db, program),
  ]);
  return (revoked?.meta.changes ?? 0) > 0;
}

/** Makes every isolate read the program anew. */
export function raiseVersion(db: D1Database, program: number): D1PreparedStatement {
  return db.prepare("UPDATE programs SET version = version + 1 WHERE number = ?1").bind(program);
}
