/** Tokens of promoters, stored as hashes; expiry and revocation count from the next read on. */
import { and, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import {
  type Attempt,
  type KeyOutcome,
  keyStatement,
  firstParameters,
  holderStatement,
  IS_FIRST,
  outcomeOfKey,
} from "../http/idempotency.tables.ts";
import { promoterTokens } from "../configuration/schema.tables.ts";

export type PromoterToken = Readonly<typeof promoterTokens.$inferSelect>;

/** The token of this hash, whether or not it still stands. */
export async function findPromoterToken(
  db: D1Database,
  program: number,
  hash: string,
): Promise<PromoterToken | null> {
  const own = and(eq(promoterTokens.hash, hash), eq(promoterTokens.program, program));
  return (await drizzle(db).select().from(promoterTokens).where(own).get()) ?? null;
}

/** Stores a token once per key; the attempt's resource is the token's hash. */
export async function insertPromoterToken(
  db: D1Database,
  attempt: Attempt,
  promoter: PromoterRef,
  expiresAtMs: number,
): Promise<KeyOutcome> {
  const results = await db.batch([
    keyStatement(db, attempt),
    db
      .prepare(
        `INSERT INTO promoter_tokens (program, promoter, hash, created_at_ms, expires_at_ms)
         SELECT ?1, ?5, ?4, ?6, ?7 WHERE ${IS_FIRST}`,
      )
      .bind(...firstParameters(attempt), promoter, attempt.nowMs, expiresAtMs),
    holderStatement(db, attempt),
  ]);
  return outcomeOfKey(attempt, results[2]);
}

/** Revokes a token of a promoter; false when there is none of this number. A repeat changes nothing. */
export async function revokePromoterToken(
  db: D1Database,
  program: number,
  promoter: PromoterRef,
  number: number,
  nowMs: number,
): Promise<boolean> {
  const result = await db
    .prepare(
      `UPDATE promoter_tokens SET revoked_at_ms = coalesce(revoked_at_ms, ?4)
       WHERE program = ?1 AND promoter = ?2 AND number = ?3`,
    )
    .bind(program, promoter, number, nowMs)
    .run();
  return result.meta.changes > 0;
}
