/** Versions of settings, rules and tiers as any release may have stored them: each is read, the oldest first. */
import type { RuleSet } from "../../domain/commission/rule.ts";
import type { Version } from "../../domain/program/versions.ts";
import { DEFAULT_TIER_PLAN, type TierPlan } from "../../domain/referral/tiers.ts";
import { type ConfiguredPart, noteUnread } from "./not-understood.ts";
import { type Stored, storedReader } from "./read-stored.ts";
import { readableRules, rulesBodySchema, ruleSetOf, type WireRule } from "./rules.shapes.ts";
import { storedSettingsSchema, type WireSettings } from "./settings.shapes.ts";
import { storedTiersSchema } from "./stored-tiers.shapes.ts";

export interface VersionRow {
  readonly version: number;
  readonly effectiveFromMs: number;
  /** JSON as it was stored. */
  readonly value: string;
}

/** Settings of one version, as they were stored too: a change of them keeps what this code does not know. */
export interface StoredSettings extends Version<WireSettings> {
  readonly stored: Stored<WireSettings>;
}

const readSettings = storedReader(storedSettingsSchema);
const readRuleSet = storedReader(rulesBodySchema);
const readTiers = storedReader(storedTiersSchema);

/** @param rows oldest first. */
export function settingsVersions(programId: string, rows: readonly VersionRow[]): StoredSettings[] {
  return inTurn(programId, "settings", rows, (text, before: WireSettings | undefined) =>
    readSettings(text, () => before),
  );
}

/** @param rows oldest first. Version 0, without rules, when there are none. */
export function ruleSets(programId: string, rows: readonly VersionRow[]): Version<RuleSet>[] {
  if (rows.length === 0) return [{ version: 0, effectiveFromMs: 0, value: { version: 0, rules: [] } }];
  let inForce: RuleSet | undefined;
  return inTurn(programId, "rules", rows, readRules).map(({ version, effectiveFromMs, value, stored }) => {
    // A set that stands for another keeps its own version, which orders name as what they were decided by.
    if (inForce === undefined || stored.unread.length === 0) inForce = ruleSetOf(version, value.rules);
    return { version, effectiveFromMs, value: inForce };
  });
}

/** @param rows oldest first. Version 0, the default tiers, when there are none. */
export function tierPlans(programId: string, rows: readonly VersionRow[]): Version<TierPlan>[] {
  if (rows.length === 0) return [{ version: 0, effectiveFromMs: 0, value: DEFAULT_TIER_PLAN }];
  return inTurn(programId, "tiers", rows, (text, before: TierPlan | undefined) =>
    readTiers(text, () => before ?? DEFAULT_TIER_PLAN),
  ).map(({ version, effectiveFromMs, value }) => ({ version, effectiveFromMs, value }));
}

/** Rules were set as a whole, so the set before stands for one that cannot be read. Of the first those count that can. */
function readRules(text: string, before?: { rules: WireRule[] }): Stored<{ rules: WireRule[] }> {
  return readRuleSet(text, () => before ?? { rules: readableRules(text) });
}

function inTurn<Value>(
  programId: string,
  part: ConfiguredPart,
  rows: readonly VersionRow[],
  read: (text: string, before: Value | undefined) => Stored<Value>,
): (Version<Value> & { readonly stored: Stored<Value> })[] {
  let before: Value | undefined;
  const versions = rows.map(({ version, effectiveFromMs, value: text }) => {
    const stored = read(text, before);
    before = stored.value;
    return { version, effectiveFromMs, value: stored.value, stored };
  });
  const newest = versions.at(-1);
  if (newest !== undefined) noteUnread(programId, part, newest.version, newest.stored);
  return versions;
}
