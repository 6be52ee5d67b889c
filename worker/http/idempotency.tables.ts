/**
 * What an `Idempotency-Key` was first used for. The key is stored in the same D1 transaction as its effect. So a
 * repeat, also one at the same moment, finds the first and does nothing.
 */
import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "./audit/audit.tables.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { idempotencyKeys } from "./schema.tables.ts";

export interface Attempt {
  /** Number of the program. */
  readonly program: number;
  /** Kind of write, such as `api-keys`. */
  readonly operation: string;
  /** The header's value; null when the caller sent none, and then nothing is stored. */
  readonly key: string | null;
  /** SHA-256 of the request. */
  readonly requestHash: string;
  /** What this attempt would make: random, so that it tells apart the first from a repeat. */
  readonly resource: string;
  readonly nowMs: number;
  /** The entry of the call that makes it. */
  readonly audit: AuditEntry;
}

/** What became of an attempt: it may go on, it repeats the one that made `resource`, or the key was for another. */
export type KeyOutcome =
  | { readonly kind: "first" }
  | { readonly kind: "repeat"; readonly resource: string }
  | { readonly kind: "conflict" };

/** Who holds a key. */
interface Holder {
  readonly requestHash: string;
  readonly resource: string;
}

/** Takes the key of an attempt: the first statement of the batch that holds its effect, {@link holderStatement} the last. */
function keyStatement(db: D1Database, attempt: Attempt): Statement<D1Result> {
  const { program, operation, key, requestHash, resource, nowMs } = attempt;
  return queries(db).run(
    sql`INSERT INTO ${idempotencyKeys} (program, operation, key, request_hash, resource, created_at_ms)
      SELECT ${program}, ${operation}, ${key}, ${requestHash}, ${resource}, ${nowMs} WHERE ${key} IS NOT NULL
      ON CONFLICT (program, operation, key) DO NOTHING`,
  );
}

/** Reads who holds the key. */
function holderStatement(db: D1Database, attempt: Attempt): Statement<Holder[]> {
  return queries(db)
    .select({ requestHash: idempotencyKeys.requestHash, resource: idempotencyKeys.resource })
    .from(idempotencyKeys)
    .where(ofKey(attempt));
}

/** Holds for the first attempt alone. */
export function isFirst(attempt: Attempt): SQL {
  const own = and(ofKey(attempt), eq(idempotencyKeys.resource, attempt.resource));
  return sql`(${attempt.key} IS NULL OR EXISTS (SELECT 1 FROM ${idempotencyKeys} WHERE ${own}))`;
}

function ofKey({ program, operation, key }: Attempt): SQL | undefined {
  return and(
    eq(idempotencyKeys.program, program),
    eq(idempotencyKeys.operation, operation),
    sql`${idempotencyKeys.key} = ${key}`,
  );
}

/** Judges the answer of {@link holderStatement}. */
function outcomeOfKey(attempt: Attempt, [holder]: readonly Holder[]): KeyOutcome {
  if (holder === undefined || holder.resource === attempt.resource) return { kind: "first" };
  if (holder.requestHash !== attempt.requestHash) return { kind: "conflict" };
  return { kind: "repeat", resource: holder.resource };
}

/** Statements of which each holds on {@link isFirst}; the entry is written where the last of them changed something. */
type Effects = readonly [...Statement<unknown>[], Statement<D1Result>];

/** Writes once per key, with the entry of it, in one transaction. @param behind what follows in it. */
export async function writeOnce(
  db: D1Database,
  attempt: Attempt,
  effects: Effects,
  behind: readonly Statement<unknown>[] = [],
): Promise<KeyOutcome> {
  const written = await queries(db).batch([
    keyStatement(db, attempt),
    ...effects,
    auditStatement(db, attempt.audit),
    ...behind,
    holderStatement(db, attempt),
  ]);
  return outcomeOfKey(attempt, written.at(-1) as readonly Holder[]);
}

/** Takes a key alone, for an effect that lives in another database. */
export async function takeKey(db: D1Database, attempt: Attempt): Promise<KeyOutcome> {
  if (attempt.key === null) return { kind: "first" };
  const [, holder] = await queries(db).batch([keyStatement(db, attempt), holderStatement(db, attempt)]);
  return outcomeOfKey(attempt, holder);
}

/** What became of an earlier attempt with the same key; `first` when there was none. Takes nothing. */
export async function readTakenKey(db: D1Database, attempt: Attempt): Promise<KeyOutcome> {
  return attempt.key === null ? { kind: "first" } : outcomeOfKey(attempt, await holderStatement(db, attempt));
}

/** Gives a key back whose effect was refused, so that the request may be put right and sent again. */
export async function releaseKey(db: D1Database, attempt: Attempt): Promise<void> {
  if (attempt.key === null) return;
  await queries(db)
    .delete(idempotencyKeys)
    .where(
      and(
        ofKey(attempt),
        eq(idempotencyKeys.resource, attempt.resource),
        eq(idempotencyKeys.requestHash, attempt.requestHash),
      ),
    );
}

/** Forgets keys that were used before a time: the same key is a first one again. Answers how many. */
export async function sweepIdempotencyKeys(db: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(db).delete(idempotencyKeys).where(lt(idempotencyKeys.createdAtMs, beforeMs));
  return meta.changes;
}
