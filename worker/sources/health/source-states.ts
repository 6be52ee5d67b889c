/** How each source of a program fares: what is set up, and what its webhooks came to. */
import { HOUR_MS } from "../../../domain/kernel/duration.ts";
import type { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";
import { activeSecrets } from "../../configuration/program-secrets.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { instantOf } from "../../http/instants.ts";
import { keyRing } from "../../platform/keys.ts";
import { settingsOfSource } from "../source-settings.ts";
import { SOURCES } from "../sources.ts";
import type { sourceSchema } from "../sources.shapes.ts";
import { readApiKeys } from "../catch-up/api-keys.tables.ts";
import { conditionsOf, HOURS_LOOKED_AT } from "./source-conditions.ts";
import { readSourceCounts, readSourceHours } from "./source-counts.tables.ts";

export async function sourceStates(
  env: Env,
  program: ProgramConfig,
): Promise<z.output<typeof sourceSchema>[]> {
  const [ring, nowMs] = [keyRing(env), Date.now()];
  const nowHour = Math.floor(nowMs / HOUR_MS);
  const [counts, hours, apiKeys] = await Promise.all([
    readSourceCounts(env.REPORTS, program.id),
    readSourceHours(env.REPORTS, program.id, nowHour - HOURS_LOOKED_AT),
    readApiKeys(env.CONFIG, program.number),
  ]);
  return namesOf(SOURCES).map((source) => {
    const counted = counts.get(source);
    const secrets = activeSecrets(ring, program, source, nowMs).length;
    return {
      source,
      configured: secrets > 0,
      secrets,
      settings: settingsOfSource(program, source) as Record<string, unknown>,
      lastReceivedAt: instantOrNull(counted?.lastReceivedAtMs),
      received: counted?.received ?? 0,
      accepted: counted?.accepted ?? 0,
      unusable: counted?.unusable ?? 0,
      refused: counted?.refused ?? 0,
      lastRefusedAt: instantOrNull(counted?.lastRefusedAtMs),
      lastError: counted?.lastError ?? null,
      lastErrorAt: instantOrNull(counted?.lastErrorAtMs),
      apiKeySetAt: instantOrNull(apiKeys.get(source)?.setAtMs),
      conditions: conditionsOf(hours.get(source) ?? [], nowHour).map(({ code, sinceHour, facts }) => {
        return { code, since: instantOf(sinceHour * HOUR_MS), facts: { ...facts } };
      }),
    };
  });
}

function instantOrNull(ms: number | null | undefined): string | null {
  return ms == null ? null : instantOf(ms);
}
