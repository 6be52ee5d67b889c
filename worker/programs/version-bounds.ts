/** Bounds the versions that orders may still need: every read of a program's configuration loads them all. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { ProgramChange } from "./programs.tables.ts";
import { ApiProblem } from "../http/problem.ts";

/** @throws ApiProblem `too_many_versions` (409) when a change would add one to as many as there may be. */
export function refuseTooManyVersions(
  present: ProgramConfig,
  change: Pick<ProgramChange, "settings" | "rules" | "tiers">,
): void {
  const settings = present.wireSettings.map(({ value }) => value);
  refuse(settings, change.settings, "settings");
  refuse(present.rules, change.rules, "rules");
  refuse(present.tiers, change.tiers, "tiers");
}

function refuse(kept: readonly object[], added: object | undefined, name: string): void {
  if (added === undefined) return;
  const characters = [...kept, added].reduce((sum, value) => sum + JSON.stringify(value).length, 0);
  if (kept.length < LIMITS.versionsInUse && characters <= LIMITS.versionCharacters) return;
  throw new ApiProblem("too_many_versions", {
    detail: `the ${name} of the last 400 days are ${kept.length} versions; one more was not added`,
  });
}
