/** Creates and changes programs. A change of settings or rules is a new version, made over the newest alone. */
import type { ProgramRecord } from "./program.shapes.ts";
import type { WireRule } from "../configuration/rules.shapes.ts";
import type { WireSettings } from "../configuration/settings.shapes.ts";
import type { TierPlan } from "../../domain/referral/tiers.ts";

export interface NewProgram {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  /** Random: also tells this attempt from another at the same moment. */
  readonly slotKey: string;
  readonly objects: number;
  readonly settings: WireSettings;
  /** SHA-256 of the request, for telling a repeat from something else. */
  readonly requestHash: string;
  readonly apiKeyHash: string;
  readonly secrets: readonly { readonly source: string; readonly sealed: string }[];
  readonly nowMs: number;
}

/** The program's own row tells the first attempt: its random slot key. */
const OURS = "FROM programs WHERE id = ?1 AND slot_key = ?2";

/** Creates a program with its first settings, key and secrets in one transaction; once per id. */
export async function insertProgram(
  db: D1Database,
  program: NewProgram,
): Promise<"created" | "repeat" | "conflict"> {
  const { id, slotKey, nowMs } = program;
  const owned = (sql: string, ...values: (string | number)[]) =>
    db.prepare(`${sql} ${OURS}`).bind(id, slotKey, ...values);
  const results = await db.batch([
    db
      .prepare(
        `INSERT INTO programs (id, slot_key, name, currency, timezone, objects, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(id, slotKey, program.name, program.currency, program.timezone, program.objects, nowMs),
    owned(
      `INSERT INTO settings_versions (program, version, effective_from_ms, settings) SELECT number, 1, 0, ?3`,
      JSON.stringify(program.settings),
    ),
    owned(
      `INSERT INTO api_keys (program, name, hash, created_at_ms) SELECT number, 'first', ?3, ?4`,
      program.apiKeyHash,
      nowMs,
    ),
    ...program.secrets.map((secret) =>
      owned(
        `INSERT INTO secrets (program, source, sealed, created_at_ms) SELECT number, ?3, ?4, ?5`,
        secret.source,
        secret.sealed,
        nowMs,
      ),
    ),
    owned(
      `INSERT INTO idempotency_keys (program, operation, key, request_hash, resource, created_at_ms)
       SELECT number, 'programs', id, ?3, id, ?4`,
      program.requestHash,
      nowMs,
    ),
    db
      .prepare(
        `SELECT p.slot_key AS slotKey, k.request_hash AS requestHash FROM programs p
         JOIN idempotency_keys k ON k.program = p.number AND k.operation = 'programs' AND k.key = p.id
         WHERE p.id = ?1`,
      )
      .bind(id),
  ]);
  const [stored] = (results.at(-1)?.results ?? []) as { slotKey: string; requestHash: string }[];
  if (stored?.slotKey === slotKey) return "created";
  return stored?.requestHash === program.requestHash ? "repeat" : "conflict";
}

/** Programs with an id after `after`, in alphabetical sequence, with their newest settings. */
export async function listPrograms(db: D1Database, after: string, limit: number): Promise<ProgramRecord[]> {
  const { results } = await db
    .prepare(
      `SELECT p.id, p.name, p.currency, p.timezone, p.objects, p.created_at_ms AS createdAtMs,
              v.version, v.effective_from_ms AS effectiveFromMs, v.settings
       FROM programs p JOIN settings_versions v ON v.program = p.number
         AND v.version = (SELECT max(version) FROM settings_versions WHERE program = p.number)
       WHERE p.id > ?1 ORDER BY p.id LIMIT ?2`,
    )
    .bind(after, limit)
    .all<ProgramRecord>();
  return results;
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
}

/**
 * Writes a change over the version it was made over; false when another came first, and then nothing is written.
 * New versions take effect now, always later than the version before; the first counts from the beginning.
 */
export async function changeProgram(db: D1Database, change: ProgramChange): Promise<boolean> {
  const { number, over } = change;
  const statements = [
    ...(change.settings === undefined
      ? []
      : [versionStatement(db, "settings_versions", "settings", change, JSON.stringify(change.settings))]),
    ...(change.rules === undefined
      ? []
      : [versionStatement(db, "rule_versions", "rules", change, JSON.stringify({ rules: change.rules }))]),
    ...(change.tiers === undefined
      ? []
      : [versionStatement(db, "tier_versions", "tiers", change, JSON.stringify(change.tiers))]),
    db
      .prepare(
        `UPDATE programs SET version = version + 1, name = coalesce(?3, name), timezone = coalesce(?4, timezone)
         WHERE number = ?1 AND version = ?2`,
      )
      .bind(number, over, change.name ?? null, change.timezone ?? null),
  ];
  const results = await db.batch(statements);
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}

function versionStatement(
  db: D1Database,
  table: "settings_versions" | "rule_versions" | "tier_versions",
  column: "settings" | "rules" | "tiers",
  change: ProgramChange,
  value: string,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO ${table} (program, version, effective_from_ms, ${column})
       SELECT ?1, coalesce(max(version), 0) + 1,
              CASE WHEN count(*) = 0 THEN 0 ELSE max(?3, max(effective_from_ms) + 1) END, ?4
       FROM ${table} WHERE program = ?1
       HAVING (SELECT version FROM programs WHERE number = ?1) = ?2`,
    )
    .bind(change.number, change.over, change.nowMs, value);
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
}

const VERSION_TABLES = {
  settings: "settings_versions",
  rules: "rule_versions",
  tiers: "tier_versions",
} as const;

/** One version of a program's settings, rules or tiers, however old; null when there is none. */
export async function readVersion(
  db: D1Database,
  kind: keyof typeof VERSION_TABLES,
  program: number,
  query: VersionQuery,
): Promise<StoredVersion | null> {
  const table = VERSION_TABLES[kind];
  const condition =
    query.kind === "number" ? "version = ?2" : query.kind === "at" ? "effective_from_ms <= ?2" : "?2 = 0";
  const value = query.kind === "number" ? query.version : query.kind === "at" ? query.atMs : 0;
  return db
    .prepare(
      `SELECT version, effective_from_ms AS effectiveFromMs, ${kind} AS value FROM ${table}
       WHERE program = ?1 AND ${condition} ORDER BY version DESC LIMIT 1`,
    )
    .bind(program, value)
    .first<StoredVersion>();
}
