/** How each source of a program fares: what is set up, and what its webhooks came to. */
import type { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";
import { activeSecrets } from "../../configuration/program-secrets.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { instantOf } from "../../http/instants.ts";
import { keyRing } from "../../platform/keys.ts";
import { settingsOfSource } from "../source-settings.ts";
import { SOURCES } from "../sources.ts";
import type { sourceSchema } from "../sources.shapes.ts";
import { readSourceCounts } from "./source-counts.tables.ts";

export async function sourceStates(
  env: Env,
  program: ProgramConfig,
): Promise<z.output<typeof sourceSchema>[]> {
  const counts = await readSourceCounts(env.REPORTS, program.id);
  const [ring, nowMs] = [keyRing(env), Date.now()];
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
    };
  });
}

function instantOrNull(ms: number | null | undefined): string | null {
  return ms == null ? null : instantOf(ms);
}
