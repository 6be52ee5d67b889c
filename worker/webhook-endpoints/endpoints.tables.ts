/** Settings of webhook endpoints. A change raises the version, by which an endpoint's object tells new from old. */
import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Stop } from "../../durable-objects/webhook-endpoint/sender.ts";
import { programs } from "../configuration/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { type Attempt, isFirst, type KeyOutcome, writeOnce } from "../http/idempotency.tables.ts";
import { queries } from "../platform/queries.ts";
import { webhookEndpoints, webhookSecrets } from "./schema.tables.ts";

export type Endpoint = Readonly<typeof webhookEndpoints.$inferSelect>;

/** Whose endpoints: a promoter's, or the merchant's where it is null. */
export interface Owner {
  readonly program: number;
  readonly promoter: PromoterRef | null;
}

/** What is set of an endpoint. */
export type Settings = Pick<Endpoint, "url" | "types" | "description">;

/** Later than any version that a database which went back has lost. */
function nextVersion(nowMs: number): SQL<number> {
  return sql<number>`max(${webhookEndpoints.version} + 1, ${nowMs})`;
}

/** Those of one owner, in the sequence in which they were made. */
export async function listEndpoints(db: D1Database, { program, promoter }: Owner): Promise<Endpoint[]> {
  const own = promoter === null ? isNull(webhookEndpoints.promoter) : eq(webhookEndpoints.promoter, promoter);
  return await queries(db)
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.program, program), own))
    .orderBy(asc(webhookEndpoints.number));
}

/** Ids of all endpoints of a program: the merchant's and the promoters'. */
export async function endpointIds(db: D1Database, programId: string): Promise<string[]> {
  const rows = await queries(db)
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .innerJoin(programs, eq(programs.number, webhookEndpoints.program))
    .where(eq(programs.id, programId));
  return rows.map(({ id }) => id);
}

export async function findEndpoint(db: D1Database, program: number, id: string): Promise<Endpoint | null> {
  const own = and(eq(webhookEndpoints.program, program), eq(webhookEndpoints.id, id));
  return (await queries(db).select().from(webhookEndpoints).where(own).get()) ?? null;
}

/**
 * Stores an endpoint with its secret, once per key, unless its owner has as many as may be. The attempt's resource is its id.
 */
export async function insertEndpoint(
  db: D1Database,
  attempt: Attempt,
  owner: Owner,
  made: Settings & { readonly sealed: string; readonly most: number },
): Promise<KeyOutcome> {
  const { resource: id, nowMs, program } = attempt;
  const { url, types, description, sealed, most } = made;
  const count = sql`(SELECT count(*) FROM ${webhookEndpoints}
    WHERE program = ${program} AND promoter IS ${owner.promoter})`;
  return await writeOnce(
    db,
    attempt,
    [
      queries(db).run(
        sql`INSERT INTO ${webhookEndpoints}
          (program, id, promoter, url, types, description, state, state_since_ms, version, created_at_ms)
        SELECT ${program}, ${id}, ${owner.promoter}, ${url}, ${types}, ${description}, 'active', ${nowMs}, ${nowMs},
          ${nowMs}
        WHERE ${isFirst(attempt)} AND ${count} < ${most}`,
      ),
    ],
    [
      queries(db).run(
        sql`INSERT INTO ${webhookSecrets} (endpoint, sealed, created_at_ms, expires_at_ms)
        SELECT id, ${sealed}, ${nowMs}, NULL FROM ${webhookEndpoints} WHERE id = ${id}`,
      ),
    ],
  );
}

/** Changes an endpoint as it stood in a version. @returns null when it was changed meanwhile, or is gone. */
export async function changeEndpoint(
  db: D1Database,
  { id, version, state, stateSinceMs }: Endpoint,
  to: Settings & Pick<Endpoint, "state">,
  nowMs: number,
  audit: AuditEntry,
): Promise<Endpoint | null> {
  const since = to.state === state ? stateSinceMs : nowMs;
  const [changed] = await queries(db).batch([
    queries(db)
      .update(webhookEndpoints)
      .set({ ...to, stateSinceMs: since, version: nextVersion(nowMs) })
      .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.version, version)))
      .returning(),
    auditStatement(db, audit),
  ]);
  return changed[0] ?? null;
}

/** An endpoint's object has stopped by itself. Who changed its settings since did so for it to go on. */
export async function stopEndpoint(
  db: D1Database,
  id: string,
  { version, state, atMs }: Stop,
  nowMs: number,
): Promise<void> {
  await queries(db)
    .update(webhookEndpoints)
    .set({ state, stateSinceMs: atMs, version: nextVersion(nowMs) })
    .where(
      and(
        eq(webhookEndpoints.id, id),
        eq(webhookEndpoints.version, version),
        eq(webhookEndpoints.state, "active"),
      ),
    );
}

/** Ends an endpoint, with its secrets. @param audit absent of what the service does by itself. */
export async function deleteEndpoint(
  db: D1Database,
  { id }: Pick<Endpoint, "id">,
  audit: AuditEntry | undefined,
): Promise<void> {
  await queries(db).batch([
    queries(db).delete(webhookEndpoints).where(eq(webhookEndpoints.id, id)),
    auditStatement(db, audit),
    queries(db).delete(webhookSecrets).where(eq(webhookSecrets.endpoint, id)),
  ]);
}
