/** Sign-in links of promoters. One link makes one token: the index of tokens by link says so in the transaction itself. */
import { and, eq, lt, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { promoterTokens, signInLinks } from "../access/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { type Attempt, isFirst, type KeyOutcome, writeOnce } from "../http/idempotency.tables.ts";
import { queries } from "../platform/queries.ts";

export type SignInLink = Readonly<typeof signInLinks.$inferSelect>;

/** Stores a link once per idempotency key; the attempt's resource is the hash of its token. */
export async function insertSignInLink(
  db: D1Database,
  attempt: Attempt,
  promoter: PromoterRef,
  expiresAtMs: number,
): Promise<KeyOutcome> {
  const { program, resource: hash, nowMs } = attempt;
  return await writeOnce(db, attempt, [
    queries(db).run(
      sql`INSERT INTO ${signInLinks} (hash, program, promoter, created_at_ms, expires_at_ms)
        SELECT ${hash}, ${program}, ${promoter}, ${nowMs}, ${expiresAtMs} WHERE ${isFirst(attempt)}`,
    ),
  ]);
}

/** The link of this hash, used and expired ones too, until they are swept. */
export async function findSignInLink(
  db: D1Database,
  program: number,
  hash: string,
): Promise<SignInLink | undefined> {
  const own = and(eq(signInLinks.hash, hash), eq(signInLinks.program, program));
  return await queries(db).select().from(signInLinks).where(own).get();
}

interface Opening {
  readonly link: SignInLink;
  /** SHA-256 of the token that the session is by, in hex. */
  readonly hash: string;
  readonly expiresAtMs: number;
  readonly nowMs: number;
  readonly audit: AuditEntry;
}

/** Makes the one token of a link. @returns false where the link was used before, or has ended meanwhile. */
export async function useSignInLink(
  db: D1Database,
  { link, hash, expiresAtMs, nowMs, audit }: Opening,
): Promise<boolean> {
  const [made] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${promoterTokens} (program, promoter, hash, created_at_ms, expires_at_ms, sign_in_link)
        SELECT program, promoter, ${hash}, ${nowMs}, ${expiresAtMs}, hash FROM ${signInLinks}
        WHERE hash = ${link.hash} AND expires_at_ms > ${nowMs}
        ON CONFLICT (sign_in_link) DO NOTHING`,
    ),
    auditStatement(db, audit),
  ]);
  return made.meta.changes > 0;
}

/** Forgets links that ended before a time. Answers how many. */
export async function sweepSignInLinks(db: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(db).delete(signInLinks).where(lt(signInLinks.expiresAtMs, beforeMs));
  return meta.changes;
}
