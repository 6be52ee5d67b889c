/** Programs and what was set for them. What changes over time is stored as versions, which never change. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Region } from "../../domain/kernel/region.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";

export const programs = sqliteTable("programs", {
  number: integer().primaryKey(),
  id: text().notNull().unique(),
  name: text().notNull(),
  currency: text().notNull(),
  timezone: text().notNull(),
  slotKey: text("slot_key").notNull(),
  objects: integer().notNull().default(1),
  region: text().$type<Region>(),
  ledgers: integer(),
  slotMap: text("slot_map"),
  journeyMap: text("journey_map"),
  version: integer().notNull().default(1),
  createdAtMs: integer("created_at_ms").notNull(),
  fencedAtMs: integer("fenced_at_ms"),
});

/** Versions of one part of a program's configuration; `value` is JSON. */
function versionTable(name: string, value: string) {
  return sqliteTable(
    name,
    {
      program: integer().notNull(),
      version: integer().notNull(),
      effectiveFromMs: integer("effective_from_ms").notNull(),
      value: text(value).notNull(),
      /** As the audit names who acts; null of versions that were set before it was kept. */
      setBy: text("set_by"),
    },
    (t) => [primaryKey({ columns: [t.program, t.version] })],
  );
}

export type VersionTable = ReturnType<typeof versionTable>;

export const settingsVersions = versionTable("settings_versions", "settings");
export const ruleVersions = versionTable("rule_versions", "rules");
export const tierVersions = versionTable("tier_versions", "tiers");

export const promoterNumbers = sqliteTable("promoter_numbers", {
  programId: text("program_id").primaryKey(),
  taken: integer().notNull(),
});

export const apiKeys = sqliteTable(
  "api_keys",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    name: text().notNull(),
    hash: text().notNull().unique(),
    createdAtMs: integer("created_at_ms").notNull(),
    revokedAtMs: integer("revoked_at_ms"),
    scopes: text().notNull().default("orders read manage payouts keys"),
  },
  (t) => [index("api_keys_by_program").on(t.program, t.number)],
);

export const secrets = sqliteTable(
  "secrets",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    source: text().notNull(),
    sealed: text().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
  },
  (t) => [index("secrets_by_program").on(t.program, t.source)],
);

export const sourceSettings = sqliteTable(
  "source_settings",
  {
    program: integer().notNull(),
    source: text().notNull(),
    settings: text().notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.source] })],
);

export const campaigns = sqliteTable(
  "campaigns",
  {
    program: integer().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    firstBudget: integer("first_budget").$type<AmountMinor>(),
    requestHash: text("request_hash").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.id] })],
);

export const campaignVersions = sqliteTable(
  "campaign_versions",
  {
    program: integer().notNull(),
    campaign: text().notNull(),
    version: integer().notNull(),
    effectiveFromMs: integer("effective_from_ms").notNull(),
    startsAtMs: integer("starts_at_ms").notNull(),
    endsAtMs: integer("ends_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.campaign, t.version] })],
);
