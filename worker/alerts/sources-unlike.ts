/** What is unlike of a program's sources: the conditions that their health shows, as findings. At half their thresholds they keep an alert open. */
import type { AlertKind, Finding } from "../../domain/alerts/alerts.ts";
import { activeSecrets, type SecretSource } from "../configuration/program-secrets.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { keyRing } from "../platform/keys.ts";
import { conditionsOf, HOURS_LOOKED_AT, type SourceCondition } from "../sources/health/source-conditions.ts";
import { readSourceHours } from "../sources/health/source-counts.tables.ts";

/** The kinds that are judged here, whatever is known of a program. */
export const SOURCE_KINDS = ["unusable_webhooks", "source_silent"] as const satisfies AlertKind[];

export async function sourceFindings(
  env: Env,
  programId: string,
  hour: number,
  nowMs: number,
): Promise<Finding[]> {
  const hours = await readSourceHours(env.REPORTS, programId, hour - HOURS_LOOKED_AT);
  const found = [...hours].flatMap(([source, ones]) => {
    const raised = new Set(conditionsOf(ones, hour).map(({ code }) => code));
    return conditionsOf(ones, hour, 0.5).map((condition) =>
      findingOf(source, condition, raised.has(condition.code) ? "raised" : "near"),
    );
  });
  const silent = found.filter(({ kind }) => kind === "source_silent").map(({ source }) => source);
  const inUse = silent.length === 0 ? new Set() : await sourcesInUse(env, programId, silent, nowMs);
  return found.filter(({ kind, source }) => kind !== "source_silent" || inUse.has(source));
}

/** A source whose secrets were all taken away is silent because it was ended. */
async function sourcesInUse(
  env: Env,
  programId: string,
  sources: readonly string[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const program = await currentProgram(env, programId, "proved");
  if (program === null) return new Set();
  const ring = keyRing(env);
  return new Set(
    sources.filter((source) => activeSecrets(ring, program, source as SecretSource, nowMs).length > 0),
  );
}

function findingOf(source: string, condition: SourceCondition, weight: Finding["weight"]): Finding {
  const of = { source, weight };
  if (condition.code === "silent") {
    const evidence = { sinceHour: condition.sinceHour, ...condition.facts };
    return { ...of, kind: "source_silent", direction: "below", observed: 0, expected: 1, evidence };
  }
  const { received, unusable, usualShareBps } = condition.facts;
  return {
    ...of,
    kind: "unusable_webhooks",
    direction: "above",
    observed: unusable,
    expected: Math.round((received * usualShareBps) / 10_000),
    evidence: { windowHours: 24, received, usualShareBps },
  };
}
