/** Tokens of promoters, stored as hashes; expiry and revocation count from the next read on. */
import { and, asc, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { type Attempt, type KeyOutcome, isFirst, writeOnce } from "../http/idempotency.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { promoterTokens, signInLinks } from "./schema.tables.ts";

export type PromoterToken = Readonly<typeof promoterTokens.$inferSelect>;

/** The token of this hash, whether or not it still stands. */
export async function findPromoterToken(
  db: D1Database,
  program: number,
  hash: string,
): Promise<PromoterToken | null> {
  const own = and(eq(promoterTokens.hash, hash), eq(promoterTokens.program, program));
  return (await queries(db).select().from(promoterTokens).where(own).get()) ?? null;
}

/** Stores a token once per key; the attempt's resource is the token's hash. */
export async function insertPromoterToken(
  db: D1Database,
  attempt: Attempt,
  promoter: PromoterRef,
  expiresAtMs: number,
): Promise<KeyOutcome> {
  const { program, resource: hash, nowMs } = attempt;
  return await writeOnce(db, attempt, [
    queries(db).run(
      sql`INSERT INTO ${promoterTokens} (program, promoter, hash, created_at_ms, expires_at_ms)
        SELECT ${program}, ${promoter}, ${hash}, ${nowMs}, ${expiresAtMs} WHERE ${isFirst(attempt)}`,
    ),
  ]);
}

/** Tokens of a promoter by number, after `after`: revoked and expired ones too. */
export async function listPromoterTokens(
  db: D1Database,
  { program, promoter, after, limit }: TokensQuery,
): Promise<PromoterToken[]> {
  return await queries(db)
    .select()
    .from(promoterTokens)
    .where(and(ofPromoter({ program, promoter }), gt(promoterTokens.number, after)))
    .orderBy(asc(promoterTokens.number))
    .limit(limit);
}

interface TokensQuery {
  readonly program: number;
  readonly promoter: PromoterRef;
  readonly after: number;
  readonly limit: number;
}

/** What ends tokens, and by whom. */
interface Revocation {
  readonly program: number;
  readonly promoter: PromoterRef;
  readonly nowMs: number;
  readonly audit: AuditEntry;
}

/** Revokes every token that a promoter has, from now on, and the links that would make one. */
export async function revokeAllPromoterTokens(db: D1Database, revocation: Revocation): Promise<void> {
  const { program, promoter, nowMs, audit } = revocation;
  // Asked before both: links alone are a change as well.
  const when = sql`EXISTS (SELECT 1 FROM ${promoterTokens} WHERE program = ${program} AND promoter = ${promoter} AND revoked_at_ms IS NULL)
    OR EXISTS (SELECT 1 FROM ${signInLinks} WHERE program = ${program} AND promoter = ${promoter} AND expires_at_ms > ${nowMs})`;
  await queries(db).batch([auditStatement(db, audit, { when }), ...statementsOfEnd(db, revocation)]);
}

function withoutLinks(db: D1Database, { program, promoter }: Pick<Revocation, "program" | "promoter">) {
  return queries(db)
    .delete(signInLinks)
    .where(and(eq(signInLinks.program, program), eq(signInLinks.promoter, promoter)));
}

/** Ends every token and link of a promoter who is erased: the entry of that call says so. */
export async function endPromoterTokens(
  db: D1Database,
  ended: Pick<Revocation, "program" | "promoter" | "nowMs">,
): Promise<void> {
  await queries(db).batch(statementsOfEnd(db, ended));
}

function statementsOfEnd(
  db: D1Database,
  ended: Pick<Revocation, "program" | "promoter" | "nowMs">,
): [Statement<D1Result>, Statement<D1Result>] {
  return [
    queries(db)
      .update(promoterTokens)
      .set({ revokedAtMs: ended.nowMs })
      .where(and(ofPromoter(ended), isNull(promoterTokens.revokedAtMs))),
    withoutLinks(db, ended),
  ];
}

/** Revokes a token of a promoter; false when there is none of this number. A repeat changes nothing. */
export async function revokePromoterToken(
  db: D1Database,
  revocation: Revocation & { readonly number: number },
): Promise<boolean> {
  const own = and(ofPromoter(revocation), eq(promoterTokens.number, revocation.number));
  const [, , known] = await queries(db).batch([
    ...revocationOf(db, revocation, eq(promoterTokens.number, revocation.number)),
    queries(db).select({ number: promoterTokens.number }).from(promoterTokens).where(own),
  ]);
  return known.length > 0;
}

/** Revokes the token of a session that a sign-in link began. One that was made for other uses stays. */
export async function endTokenOfLink(
  db: D1Database,
  { program, promoter, number, nowMs, audit }: Revocation & { readonly number: number },
): Promise<void> {
  const ofLink = and(eq(promoterTokens.number, number), isNotNull(promoterTokens.signInLink));
  await queries(db).batch(revocationOf(db, { program, promoter, nowMs, audit }, ofLink));
}

function ofPromoter({ program, promoter }: Pick<Revocation, "program" | "promoter">): SQL | undefined {
  return and(eq(promoterTokens.program, program), eq(promoterTokens.promoter, promoter));
}

function revocationOf(
  db: D1Database,
  revocation: Revocation,
  which: SQL | undefined,
): [Statement<D1Result>, Statement<D1Result>] {
  const valid = and(ofPromoter(revocation), isNull(promoterTokens.revokedAtMs), which);
  return [
    queries(db).update(promoterTokens).set({ revokedAtMs: revocation.nowMs }).where(valid),
    auditStatement(db, revocation.audit),
  ];
}
