/** Changes a program over its newest version: of two changes at once both are kept, one after the other. */
import { isDeepStrictEqual } from "node:util";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { parseBody } from "../http/faults.ts";
import { requireShareOrigin } from "./share-origin-allowed.ts";
import { requireTaxCurrency } from "./tax-currency.ts";
import type { AuditEntry } from "../http/audit/audit.tables.ts";
import { mergePatch } from "../http/merge-patch.ts";
import { changeableProgramSchema } from "./program.shapes.ts";
import { sumOfRates } from "./rule-checks.ts";
import type { WireSettings } from "../configuration/settings.shapes.ts";
import { programAsStored } from "../configuration/current-program.ts";
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { memberAt, type Stored, withMember } from "../configuration/read-stored.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { changeProgram, type ProgramChange } from "./programs.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { refuseBehindFuture } from "./future-versions.ts";
import { refuseTooManyVersions } from "./version-bounds.ts";

/** Times that a change is made anew over what others wrote meanwhile. */
const ATTEMPTS = 8;

/** What to write over a given state of the program; undefined when nothing is left to change. */
type Revision = (
  program: ProgramConfig,
) => Pick<ProgramChange, "name" | "timezone" | "settings" | "rules" | "tiers"> | undefined;

/** On whose behalf, and on what terms, a revision is written. */
interface Revising {
  /** The entry of the call that makes it. */
  readonly audit: AuditEntry;
  /** Whether the change may count only after a version that lies in the future. */
  readonly mayWait: boolean;
}

/**
 * Writes a revision over the program's newest version and answers the program as it then is.
 *
 * @throws ApiProblem `concurrent_change` (409) when others kept changing it, `too_many_versions` (409),
 * `version_in_future` (409).
 */
export async function reviseProgram(
  env: Env,
  program: ProgramConfig,
  revise: Revision,
  { mayWait, audit }: Revising,
): Promise<ProgramConfig> {
  let present = program;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const change = revise(present);
    if (change === undefined) {
      // What somebody else has just written may be what was asked for.
      await untilItCounts();
      return present;
    }
    const nowMs = Date.now();
    refuseTooManyVersions(present, change);
    refuseFuture(present, change, nowMs, mayWait);
    const { number, version: over } = present;
    const written = await changeProgram(env.CONFIG, { number, over, nowMs, audit, ...change });
    if (written) await untilItCounts();
    const next = await programAsStored(env, program.id);
    if (next === null) throw new ApiProblem("unknown_program");
    if (written) return next;
    present = next;
  }
  throw new ApiProblem("concurrent_change");
}

/** @throws ApiProblem `version_in_future` (409). */
function refuseFuture(
  present: ProgramConfig,
  change: ReturnType<Revision> & object,
  nowMs: number,
  mayWait: boolean,
): void {
  if (change.settings !== undefined) refuseBehindFuture(present.settings.at(-1), nowMs, mayWait);
  if (change.rules !== undefined) refuseBehindFuture(present.rules.at(-1), nowMs, mayWait);
  if (change.tiers !== undefined) refuseBehindFuture(present.tiers.at(-1), nowMs, mayWait);
}

/** Applies a merge patch. A patch that changes nothing makes no version. */
export function patchProgram(
  env: Env,
  program: ProgramConfig,
  patch: Readonly<Record<string, unknown>>,
  revising: Revising,
): Promise<ProgramConfig> {
  const revise: Revision = (present) => {
    const before = newestSettings(present);
    const merged = mergePatch({ name: present.name, timezone: present.timezone, ...before }, patch);
    const { name, timezone, ...settings } = parseBody(changeableProgramSchema, keepNull(merged, patch));
    refuseBoundsBelowRules(present, settings);
    requireTaxCurrency(present.currency, settings);
    // What the operator took from the list since hinders no other change.
    if (settings.shareOrigin !== before.shareOrigin) requireShareOrigin(env, settings);
    const sameSettings = canonicalJson(settings) === canonicalJson(before);
    if (sameSettings && name === present.name && timezone === present.timezone) return undefined;
    if (sameSettings) return { name, timezone };
    return { name, timezone, settings: withStored(settings, newestStored(present)) };
  };
  return reviseProgram(env, program, revise, revising);
}

/**
 * Settings as they are stored. What another version of this code stored and this one does not know stays. So does what
 * it cannot read, where the change left it alone.
 */
function withStored(settings: WireSettings, { value, unknown, unread }: Stored<WireSettings>): WireSettings {
  const untouched = unread.filter(({ path }) =>
    isDeepStrictEqual(memberAt(settings, path), memberAt(value, path)),
  );
  return [...unknown, ...untouched].reduce<unknown>(
    (whole, { path, value: member }) => withMember(whole, path, member),
    settings,
  ) as WireSettings;
}

function newestStored(program: ProgramConfig): Stored<WireSettings> {
  const newest = program.wireSettings.at(-1);
  if (newest === undefined) throw new ApiProblem("internal");
  return newest.stored;
}

/** The newest settings, whatever the time. */
export function newestSettings(program: ProgramConfig): WireSettings {
  return newestStored(program).value;
}

/** `settlement.autoReceiveAfter` may be null: there a patch's null is the value, not a removal. */
function keepNull(merged: Record<string, unknown>, patch: Readonly<Record<string, unknown>>): unknown {
  const asked = patch["settlement"];
  const isNull = typeof asked === "object" && asked !== null && "autoReceiveAfter" in asked;
  if (!isNull || asked.autoReceiveAfter !== null) return merged;
  return { ...merged, settlement: { ...(merged["settlement"] as object), autoReceiveAfter: null } };
}

/** Rules that were fine when they were set stay fine: whoever lowers cap or levels changes the rules first. */
function refuseBoundsBelowRules(program: ProgramConfig, settings: WireSettings): void {
  const { capBps, maxLevels } = settings.commission;
  const rules = program.rules.at(-1)?.value.rules ?? [];
  const deeper = rules.find((rule) => rule.levels.some(({ level }) => level > maxLevels));
  if (deeper !== undefined) {
    const message = `rule ${deeper.id} pays a level beyond ${maxLevels}`;
    throw new ApiProblem("invalid_rules", { errors: [{ path: "commission.maxLevels", message }] });
  }
  const over = rules.find((rule) => sumOfRates(rule.levels, maxLevels) > capBps);
  if (over === undefined) return;
  const message = `the percentages of rule ${over.id} sum over ${capBps}`;
  throw new ApiProblem("cap_exceeded", { errors: [{ path: "commission.capBps", message }] });
}
