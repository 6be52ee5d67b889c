/** A program's configuration as of a time. */
import type { RuleSet } from "../../domain/commission/rule.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { ProgramSettings } from "./program-settings.ts";
import { type Version, versionAt } from "../../domain/program/versions.ts";
import type { ProgramConfig } from "./program-config.tables.ts";
import { DEFAULT_TIER_PLAN, lowestTier } from "../../domain/referral/tiers.ts";
import type { VersionedPlan } from "../../durable-objects/account-book/sales/sales-storage.ts";

/**
 * The settings in force at a time. An order may be accepted or looked at after its settings are no longer read: the
 * oldest that still are stand for them then.
 */
export function settingsAt(program: ProgramConfig, atMs: number): Version<ProgramSettings> {
  const settings = versionAt(program.settings, atMs) ?? program.settings[0];
  invariant(settings !== undefined, "the first settings count from the beginning");
  return settings;
}

const NO_RULES: RuleSet = { version: 0, rules: [] };

/** The rules in force at a time. */
export function rulesAt(program: ProgramConfig, atMs: number): RuleSet {
  return (versionAt(program.rules, atMs) ?? program.rules[0])?.value ?? NO_RULES;
}

/** The newest tiers, as books are told them. */
export function newestTiers(program: ProgramConfig): VersionedPlan {
  const newest = program.tiers.at(-1);
  return {
    version: newest?.version ?? 0,
    effectiveFromMs: newest?.effectiveFromMs ?? 0,
    plan: newest?.value ?? DEFAULT_TIER_PLAN,
    timezone: program.timezone,
  };
}

/** The tier of a promoter of whom no other was recorded by then. */
export function lowestTierAt(program: ProgramConfig, atMs: number): string {
  return lowestTier(versionAt(program.tiers, atMs)?.value ?? DEFAULT_TIER_PLAN);
}
