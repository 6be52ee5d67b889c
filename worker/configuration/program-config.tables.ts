/**
 * A program's configuration, whole and consistent: read in one D1 transaction, kept per isolate by version.
 *
 * A change raises the version, so a key that was revoked is refused from the next call on. While D1 fails, programs
 * that this isolate knows go on with what it knew, and say so (`isChecked`).
 */
import { and, asc, desc, eq, gt, isNull, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { RuleSet } from "../../domain/commission/rule.ts";
import type { Region } from "../../domain/kernel/region.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramSettings } from "./program-settings.ts";
import type { Version } from "../../domain/program/versions.ts";
import type { TierPlan } from "../../domain/referral/tiers.ts";
import { settingsOf } from "./settings.shapes.ts";
import type { JourneyMap, LedgerMap } from "../platform/objects.ts";
import { prepared, queries } from "../platform/queries.ts";
import { type Campaign, campaignOfRow, type CampaignRow, campaignsOf } from "./campaigns.tables.ts";
import {
  apiKeys,
  programs,
  ruleVersions,
  secrets,
  settingsVersions as settingsTable,
  sourceSettings,
  tierVersions,
  type VersionTable,
} from "./schema.tables.ts";
import { ruleSets, type StoredSettings, settingsVersions, tierPlans } from "./stored-versions.ts";

export interface ProgramConfig extends LedgerMap, JourneyMap {
  /** Short, for click tokens and counters. */
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly slotKey: string;
  readonly objects: number;
  readonly region: Region | null;
  readonly version: number;
  /** False while D1 fails: it may have changed since it was read. */
  readonly isChecked: boolean;
  readonly createdAtMs: number;
  /** Since when nobody but the operator is answered; null: everybody is. */
  readonly fencedAtMs: number | null;
  /** Oldest first; the one in force 400 days ago and all later ones. Never empty. */
  readonly settings: readonly Version<ProgramSettings>[];
  readonly wireSettings: readonly StoredSettings[];
  /** Oldest first, as `settings`. Version 0, without rules, until the first are set. */
  readonly rules: readonly Version<RuleSet>[];
  /** Oldest first, as `settings`. Version 0, the default tiers, until the first are set. */
  readonly tiers: readonly Version<TierPlan>[];
  /** By id, with their dates oldest first, as `settings`. */
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** The keys that are not revoked, by the SHA-256 of their text, in hex. */
  readonly apiKeys: ReadonlyMap<string, StoredKey>;
  /** Webhook secrets by source, and those of `identify`, encrypted. Newest first. */
  readonly secrets: readonly SealedSecret[];
  /** What was set for sources of webhooks, as JSON, by source. */
  readonly sourceSettings: ReadonlyMap<string, string>;
  /** Characters that it was read from: by them a cache knows what it holds. */
  readonly storedCharacters: number;
}

/** An API key, as a call by it needs it. */
export interface StoredKey {
  readonly number: number;
  /** What it reaches, as words with a space between. */
  readonly scopes: string;
}

export interface SealedSecret {
  readonly source: string;
  readonly sealed: string;
  /** Null: the present one. */
  readonly expiresAtMs: number | null;
}

/** Reads a program with all that belongs to it, or null when there is none of this id. */
export async function readProgramConfig(env: Env, programId: string): Promise<ProgramConfig | null> {
  const nowMs = Date.now();
  const [[row], settings, rules, tiers, campaigns, keys, sealed, ofSources] = await readAll(
    env.CONFIG,
    programId,
    nowMs,
  );
  if (row === undefined) return null;
  const wireSettings = settingsVersions(programId, settings);
  return {
    ...row,
    isChecked: true,
    wireSettings,
    settings: wireSettings.map(({ version, effectiveFromMs, value }) => {
      return { version, effectiveFromMs, value: settingsOf(value) };
    }),
    rules: ruleSets(programId, rules),
    tiers: tierPlans(programId, tiers),
    campaigns: campaignsById(campaigns),
    apiKeys: new Map(keys.map(({ hash, ...key }) => [hash, key])),
    secrets: sealed,
    sourceSettings: new Map(ofSources.map(({ source, settings: set }) => [source, set])),
    storedCharacters: charactersOf(settings, rules, tiers, keys, sealed, campaigns, ofSources),
  };
}

/** The secrets that a program had at a time or got since, newest first: one that ended still opens what it came with. */
export async function secretsSince(env: Env, programId: string, atMs: number): Promise<SealedSecret[]> {
  return await secretsOf(env.CONFIG, { programId, nowMs: atMs });
}

/** What a row takes beside its texts. */
const CHARACTERS_OF_A_ROW = 100;

function charactersOf(...tables: readonly (readonly object[])[]): number {
  const texts = (row: object) => Object.values(row).filter((value) => typeof value === "string");
  const ofRow = (row: object) => texts(row).reduce((sum, text) => sum + text.length, CHARACTERS_OF_A_ROW);
  return tables.flat().reduce((sum, row) => sum + ofRow(row), 0);
}

/** All parts, in one transaction. */
async function readAll(config: D1Database, programId: string, nowMs: number) {
  const since = { programId, sinceMs: nowMs - LIMITS.backMs };
  return await queries(config).batch([
    programOf(config, { programId }),
    settingsSince(config, since),
    rulesSince(config, since),
    tiersSince(config, since),
    campaignsOf(config, since),
    keysOf(config, { programId }),
    secretsOf(config, { programId, nowMs }),
    sourcesOf(config, { programId }),
  ]);
}

const programOf = prepared(["programId"], (asking, { programId }) =>
  asking.select().from(programs).where(eq(programs.id, programId)),
);

const settingsSince = versionsSince(settingsTable);
const rulesSince = versionsSince(ruleVersions);
const tiersSince = versionsSince(tierVersions);

/** Versions that an order may still need: the one in force at `sinceMs`, 400 days ago, and every later one. */
function versionsSince(table: VersionTable) {
  const { version, effectiveFromMs, value } = table;
  return prepared(["programId", "sinceMs"], (asking, { programId, sinceMs }) =>
    asking
      .select({ version, effectiveFromMs, value })
      .from(table)
      .where(
        sql`program = ${numberOf(programId)} AND version >= coalesce((
          SELECT max(version) FROM ${table}
          WHERE program = ${numberOf(programId)} AND effective_from_ms <= ${sinceMs}), 0)`,
      )
      .orderBy(asc(version)),
  );
}

const keysOf = prepared(["programId"], (asking, { programId }) =>
  asking
    .select({ hash: apiKeys.hash, number: apiKeys.number, scopes: apiKeys.scopes })
    .from(apiKeys)
    .where(and(eq(apiKeys.program, numberOf(programId)), isNull(apiKeys.revokedAtMs))),
);

const secretsOf = prepared(["programId", "nowMs"], (asking, { programId, nowMs }) => {
  const { program, source, sealed, expiresAtMs, number } = secrets;
  return asking
    .select({ source, sealed, expiresAtMs })
    .from(secrets)
    .where(and(eq(program, numberOf(programId)), or(isNull(expiresAtMs), gt(expiresAtMs, nowMs))))
    .orderBy(desc(number));
});

const sourcesOf = prepared(["programId"], (asking, { programId }) =>
  asking
    .select({ source: sourceSettings.source, settings: sourceSettings.settings })
    .from(sourceSettings)
    .where(eq(sourceSettings.program, numberOf(programId))),
);

function numberOf(programId: Placeholder): SQL<number> {
  return sql`(SELECT number FROM ${programs} WHERE id = ${programId})`;
}

function campaignsById(rows: readonly CampaignRow[]): Map<string, Campaign> {
  return new Map(rows.map((row) => [row.id, campaignOfRow(row)]));
}
