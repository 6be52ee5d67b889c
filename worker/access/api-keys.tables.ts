/** API keys of programs, stored as hashes. Making or revoking one raises the program's version. */
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { raiseVersion } from "../configuration/program-version.tables.ts";
import { type Attempt, type KeyOutcome, isFirst, writeOnce } from "../http/idempotency.tables.ts";
import { apiKeys } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";

export type ApiKey = Readonly<typeof apiKeys.$inferSelect>;

/** Stores a key once per idempotency key; the attempt's resource is the key's hash. */
export async function insertApiKey(
  db: D1Database,
  attempt: Attempt,
  key: Pick<ApiKey, "name" | "scopes">,
): Promise<KeyOutcome> {
  const { program, resource: hash, nowMs } = attempt;
  return await writeOnce(
    db,
    attempt,
    [
      queries(db).run(
        sql`INSERT INTO ${apiKeys} (program, name, hash, created_at_ms, scopes)
        SELECT ${program}, ${key.name}, ${hash}, ${nowMs}, ${key.scopes} WHERE ${isFirst(attempt)}`,
      ),
    ],
    [raiseVersion(db, program)],
  );
}

/** The key of this hash, revoked or not. */
export async function findApiKey(db: D1Database, hash: string): Promise<ApiKey | null> {
  return (await queries(db).select().from(apiKeys).where(eq(apiKeys.hash, hash)).get()) ?? null;
}

/** The key of this number, when it is the program's, revoked or not. */
export async function getApiKey(db: D1Database, program: number, number: number): Promise<ApiKey | null> {
  const own = and(eq(apiKeys.program, program), eq(apiKeys.number, number));
  return (await queries(db).select().from(apiKeys).where(own).get()) ?? null;
}

/** Keys of a program by number, after `after`. */
export async function listApiKeys(
  db: D1Database,
  program: number,
  after: number,
  limit: number,
): Promise<ApiKey[]> {
  return queries(db)
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.program, program), gt(apiKeys.number, after)))
    .orderBy(asc(apiKeys.number))
    .limit(limit);
}

/** Revokes a key of the program from now on. A repeat changes nothing. */
export async function revokeApiKey(
  db: D1Database,
  program: number,
  number: number,
  nowMs: number,
  entry: AuditEntry,
): Promise<void> {
  await queries(db).batch([
    queries(db)
      .update(apiKeys)
      .set({ revokedAtMs: nowMs })
      .where(and(eq(apiKeys.program, program), eq(apiKeys.number, number), isNull(apiKeys.revokedAtMs))),
    auditStatement(db, entry),
    raiseVersion(db, program),
  ]);
}
