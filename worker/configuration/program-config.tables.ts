/**
 * A program's configuration, whole and consistent: read in one D1 transaction, kept per isolate by version.
 *
 * A change raises the version, so a key that was revoked is refused from the next call on. While D1 fails, programs
 * that this isolate knows go on with what it knew.
 */
import type { RuleSet } from "../../domain/commission/rule.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramSettings } from "./program-settings.ts";
import type { Version } from "../../domain/program/versions.ts";
import { DEFAULT_TIER_PLAN, type TierPlan } from "../../domain/referral/tiers.ts";
import { ruleSetOf, type WireRule } from "./rules.shapes.ts";
import { settingsOf, settingsSchema, type WireSettings } from "./settings.shapes.ts";
import type { ObjectMap } from "../platform/objects.ts";
import { type Campaign, campaignOfRow, type CampaignRow, campaignsOf } from "./campaigns.tables.ts";

export interface ProgramConfig extends ObjectMap {
  /** Short, for click tokens and counters. */
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly slotKey: string;
  readonly objects: number;
  readonly version: number;
  readonly createdAtMs: number;
  /** Oldest first; the one in force 400 days ago and all later ones. Never empty. */
  readonly settings: readonly Version<ProgramSettings>[];
  readonly wireSettings: readonly Version<WireSettings>[];
  /** Oldest first, as `settings`. Version 0, without rules, until the first are set. */
  readonly rules: readonly Version<RuleSet>[];
  /** Oldest first, as `settings`. Version 0, the default tiers, until the first are set. */
  readonly tiers: readonly Version<TierPlan>[];
  /** By id, with their dates oldest first, as `settings`. */
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** SHA-256, hex, of the keys that are not revoked. */
  readonly apiKeyHashes: ReadonlySet<string>;
  /** Webhook secrets by source, and those of `identify`, encrypted. Newest first. */
  readonly secrets: readonly SealedSecret[];
}

export interface SealedSecret {
  readonly source: string;
  readonly sealed: string;
  /** Null: the present one. */
  readonly expiresAtMs: number | null;
}

interface ProgramRow {
  number: number;
  id: string;
  name: string;
  currency: string;
  timezone: string;
  slot_key: string;
  objects: number;
  version: number;
  created_at_ms: number;
}

interface VersionRow {
  version: number;
  effective_from_ms: number;
  value: string;
}

/** Reads a program with all that belongs to it, or null when there is none of this id. */
export async function readProgramConfig(env: Env, programId: string): Promise<ProgramConfig | null> {
  const nowMs = Date.now();
  const db = env.CONFIG;
  const [programs, settings, rules, tiers, campaigns, keys, secrets] = await db.batch([
    db.prepare("SELECT * FROM programs WHERE id = ?1").bind(programId),
    versionsSince(db, "settings_versions", "settings", programId, nowMs),
    versionsSince(db, "rule_versions", "rules", programId, nowMs),
    versionsSince(db, "tier_versions", "tiers", programId, nowMs),
    campaignsOf(db, programId, nowMs),
    db
      .prepare(
        `SELECT hash FROM api_keys
         WHERE program = (SELECT number FROM programs WHERE id = ?1) AND revoked_at_ms IS NULL`,
      )
      .bind(programId),
    db
      .prepare(
        `SELECT source, sealed, expires_at_ms AS expiresAtMs FROM secrets
         WHERE program = (SELECT number FROM programs WHERE id = ?1)
           AND (expires_at_ms IS NULL OR expires_at_ms > ?2)
         ORDER BY number DESC`,
      )
      .bind(programId, nowMs),
  ]);
  const [row] = (programs?.results ?? []) as ProgramRow[];
  if (row === undefined) return null;
  const wireSettings = ((settings?.results ?? []) as VersionRow[]).map((version) =>
    versionOf(version, settingsSchema.parse(JSON.parse(version.value))),
  );
  const keyRows = (keys?.results ?? []) as { hash: string }[];
  return {
    number: row.number,
    id: row.id,
    name: row.name,
    currency: row.currency,
    timezone: row.timezone,
    slotKey: row.slot_key,
    objects: row.objects,
    version: row.version,
    createdAtMs: row.created_at_ms,
    wireSettings,
    settings: wireSettings.map((version) => ({ ...version, value: settingsOf(version.value) })),
    rules: ruleVersions((rules?.results ?? []) as VersionRow[]),
    tiers: tierVersions((tiers?.results ?? []) as VersionRow[]),
    campaigns: campaignsById((campaigns?.results ?? []) as CampaignRow[]),
    apiKeyHashes: new Set(keyRows.map((key) => key.hash)),
    secrets: (secrets?.results ?? []) as SealedSecret[],
  };
}

/** Versions that an order may still need: the one in force 400 days ago, and every later one. */
function versionsSince(
  db: D1Database,
  table: "settings_versions" | "rule_versions" | "tier_versions",
  column: "settings" | "rules" | "tiers",
  programId: string,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `WITH owner AS (SELECT number FROM programs WHERE id = ?1)
       SELECT version, effective_from_ms, ${column} AS value FROM ${table}
       WHERE program = (SELECT number FROM owner) AND version >= coalesce((
         SELECT max(version) FROM ${table}
         WHERE program = (SELECT number FROM owner) AND effective_from_ms <= ?2), 0)
       ORDER BY version`,
    )
    .bind(programId, nowMs - LIMITS.backMs);
}

function ruleVersions(rows: readonly VersionRow[]): Version<RuleSet>[] {
  if (rows.length === 0) return [{ version: 0, effectiveFromMs: 0, value: { version: 0, rules: [] } }];
  return rows.map((row) => {
    const { rules } = JSON.parse(row.value) as { rules: WireRule[] };
    return versionOf(row, ruleSetOf(row.version, rules));
  });
}

function tierVersions(rows: readonly VersionRow[]): Version<TierPlan>[] {
  if (rows.length === 0) return [{ version: 0, effectiveFromMs: 0, value: DEFAULT_TIER_PLAN }];
  return rows.map((row) => versionOf(row, JSON.parse(row.value) as TierPlan));
}

function campaignsById(rows: readonly CampaignRow[]): Map<string, Campaign> {
  return new Map(rows.map((row) => [row.id, campaignOfRow(row)]));
}

function versionOf<T>(row: VersionRow, value: T): Version<T> {
  return { version: row.version, effectiveFromMs: row.effective_from_ms, value };
}

/** The number of the program's newest version, by which a copy of its configuration is known to be old; null: none. */
export async function readProgramVersion(db: D1Database, programId: string): Promise<number | null> {
  return await db
    .prepare("SELECT version FROM programs WHERE id = ?1")
    .bind(programId)
    .first<number>("version");
}
