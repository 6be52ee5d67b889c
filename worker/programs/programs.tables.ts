/** Creates and changes programs. A change of settings or rules is a new version, made over the newest alone. */
import type { Region } from "../../domain/kernel/region.ts";
import { and, asc, desc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { SCOPES, storedScopes } from "../access/scopes.ts";
import type { ProgramRecord } from "./program.shapes.ts";
import type { WireRule } from "../configuration/rules.shapes.ts";
import type { WireSettings } from "../configuration/settings.shapes.ts";
import {
  apiKeys,
  programs,
  ruleVersions,
  secrets,
  settingsVersions,
  tierVersions,
  type VersionTable,
} from "../configuration/schema.tables.ts";
import type { TierPlan } from "../../domain/referral/tiers.ts";
import { idempotencyKeys } from "../http/schema.tables.ts";
import { NEXT_VERSION } from "../configuration/program-version.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries, type Statement } from "../platform/queries.ts";

export interface NewProgram {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  /** Random: also tells this attempt from another at the same moment. */
  readonly slotKey: string;
  readonly objects: number;
  readonly region: Region | null;
  readonly settings: WireSettings;
  /** SHA-256 of the request, for telling a repeat from something else. */
  readonly requestHash: string;
  readonly apiKeyHash: string;
  readonly secrets: readonly { readonly source: string; readonly sealed: string }[];
  readonly nowMs: number;
  /** The entry of the call that makes it. */
  readonly audit?: AuditEntry;
}

/** Creates a program with its first settings, secrets and a key of every scope in one transaction; once per id. */
export async function insertProgram(
  db: D1Database,
  program: NewProgram,
): Promise<"created" | "repeat" | "conflict"> {
  const { id, slotKey, name, currency, timezone, objects, region, nowMs, requestHash } = program;
  const q = queries(db);
  // The program's own row tells the first attempt, by its random slot key.
  const ours = sql`${programs} WHERE programs.id = ${id} AND programs.slot_key = ${slotKey}`;
  const [, , , , , [stored]] = await q.batch([
    q
      .insert(programs)
      .values({ id, slotKey, name, currency, timezone, objects, region, createdAtMs: nowMs })
      .onConflictDoNothing({ target: programs.id }),
    q.run(
      sql`INSERT INTO ${settingsVersions} (program, version, effective_from_ms, settings, set_by)
        SELECT number, 1, 0, ${JSON.stringify(program.settings)}, ${program.audit?.actor ?? null} FROM ${ours}`,
    ),
    q.run(
      sql`INSERT INTO ${apiKeys} (program, name, hash, created_at_ms, scopes)
        SELECT number, 'first', ${program.apiKeyHash}, ${nowMs}, ${storedScopes(SCOPES)} FROM ${ours}`,
    ),
    q.run(
      sql`INSERT INTO ${secrets} (program, source, sealed, created_at_ms)
        SELECT number, secret.value ->> 'source', secret.value ->> 'sealed', ${nowMs}
        FROM json_each(${JSON.stringify(program.secrets)}) AS secret, ${ours}`,
    ),
    q.run(
      sql`INSERT INTO ${idempotencyKeys} (program, operation, key, request_hash, resource, created_at_ms)
        SELECT number, 'programs', id, ${requestHash}, id, ${nowMs} FROM ${ours}`,
    ),
    q
      .select({ slotKey: programs.slotKey, requestHash: idempotencyKeys.requestHash })
      .from(programs)
      .innerJoin(
        idempotencyKeys,
        and(
          eq(idempotencyKeys.program, programs.number),
          eq(idempotencyKeys.operation, "programs"),
          eq(idempotencyKeys.key, programs.id),
        ),
      )
      .where(eq(programs.id, id)),
    auditStatement(db, program.audit, { programId: id }),
  ]);
  if (stored?.slotKey === slotKey) return "created";
  return stored?.requestHash === requestHash ? "repeat" : "conflict";
}

/** Programs with an id after `after`, in alphabetical sequence, with their newest settings. */
export async function listPrograms(
  db: D1Database,
  after: string,
  limit: number,
): Promise<(ProgramRecord & { readonly number: number })[]> {
  return await queries(db)
    .select({
      number: programs.number,
      id: programs.id,
      name: programs.name,
      currency: programs.currency,
      timezone: programs.timezone,
      objects: programs.objects,
      region: programs.region,
      createdAtMs: programs.createdAtMs,
      version: settingsVersions.version,
      effectiveFromMs: settingsVersions.effectiveFromMs,
      settings: settingsVersions.value,
      setBy: settingsVersions.setBy,
    })
    .from(programs)
    .innerJoin(
      settingsVersions,
      sql`${settingsVersions.program} = ${programs.number} AND ${settingsVersions.version} =
        (SELECT max(version) FROM ${settingsVersions} WHERE program = ${programs.number})`,
    )
    .where(gt(programs.id, after))
    .orderBy(asc(programs.id))
    .limit(limit);
}

/** What one change writes; absent parts stay. */
export interface ProgramChange {
  readonly number: number;
  /** Version of the program that the change was made over. */
  readonly over: number;
  readonly nowMs: number;
  readonly name?: string;
  readonly timezone?: string;
  readonly settings?: WireSettings;
  readonly rules?: readonly WireRule[];
  readonly tiers?: TierPlan;
  /** The entry of the call that makes it. */
  readonly audit?: AuditEntry;
}

/**
 * Writes a change over the version it was made over; false when another came first, and then nothing is written.
 * New versions take effect now, always later than the version before; the first counts from the beginning.
 */
export async function changeProgram(db: D1Database, change: ProgramChange): Promise<boolean> {
  const { number, over, settings, rules, tiers, name = null, timezone = null } = change;
  const statements: [Statement<D1Result>, ...Statement<D1Result>[]] = [
    queries(db)
      .update(programs)
      .set({
        version: NEXT_VERSION,
        name: sql`coalesce(${name}, ${programs.name})`,
        timezone: sql`coalesce(${timezone}, ${programs.timezone})`,
      })
      .where(and(eq(programs.number, number), eq(programs.version, over))),
    auditStatement(db, change.audit),
  ];
  if (settings !== undefined) statements.unshift(nextVersion(db, settingsVersions, change, settings));
  if (rules !== undefined) statements.unshift(nextVersion(db, ruleVersions, change, { rules }));
  if (tiers !== undefined) statements.unshift(nextVersion(db, tierVersions, change, tiers));
  const results = await queries(db).batch(statements);
  return (results.at(-2)?.meta.changes ?? 0) > 0;
}

function nextVersion(
  db: D1Database,
  table: VersionTable,
  { number, over, nowMs, audit }: ProgramChange,
  value: unknown,
): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${table} (program, version, effective_from_ms, ${sql.identifier(table.value.name)}, set_by)
      SELECT ${number}, coalesce(max(version), 0) + 1,
        CASE WHEN count(*) = 0 THEN 0 ELSE max(${nowMs}, max(effective_from_ms) + 1) END, ${JSON.stringify(value)},
        ${audit?.actor ?? null}
      FROM ${table} WHERE program = ${number}
      HAVING (SELECT version FROM ${programs} WHERE number = ${number}) = ${over}`,
  );
}

/** Which version is asked for: by number, as of a time, or the newest. */
export type VersionQuery =
  | { readonly kind: "number"; readonly version: number }
  | { readonly kind: "at"; readonly atMs: number }
  | { readonly kind: "newest" };

export interface StoredVersion {
  readonly version: number;
  readonly effectiveFromMs: number;
  /** JSON as it was stored. */
  readonly value: string;
  /** As the audit names who acts; null: that was not kept. */
  readonly setBy: string | null;
}

const VERSION_TABLES = {
  settings: settingsVersions,
  rules: ruleVersions,
  tiers: tierVersions,
} as const;

/** One version of a program's settings, rules or tiers, however old; null when there is none. */
export async function readVersion(
  db: D1Database,
  kind: keyof typeof VERSION_TABLES,
  program: number,
  query: VersionQuery,
): Promise<StoredVersion | null> {
  const table = VERSION_TABLES[kind];
  const { version, effectiveFromMs, value, setBy } = table;
  const stored = await queries(db)
    .select({ version, effectiveFromMs, value, setBy })
    .from(table)
    .where(and(eq(table.program, program), asked(table, query)))
    .orderBy(desc(version))
    .limit(1)
    .get();
  return stored ?? null;
}

function asked(table: VersionTable, query: VersionQuery): SQL | undefined {
  if (query.kind === "number") return eq(table.version, query.version);
  return query.kind === "at" ? lte(table.effectiveFromMs, query.atMs) : undefined;
}
