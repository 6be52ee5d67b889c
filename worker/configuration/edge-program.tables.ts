/** What the edge knows of a program: its newest settings, small enough to be kept by every isolate. */
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { type EdgeSettings, edgeSettingsOf } from "./edge-settings.ts";
import type { JourneyMap } from "../platform/objects.ts";
import { queries } from "../platform/queries.ts";
import type { SealedSecret } from "./program-config.tables.ts";
import { programs, secrets, settingsVersions } from "./schema.tables.ts";
import { lazily } from "../platform/lazily.ts";

export interface EdgeProgram extends JourneyMap, EdgeSettings {
  readonly number: number;
  readonly currency: string;
  /** Secrets under which the merchant's server proves customers, encrypted, newest first. */
  readonly secrets: readonly SealedSecret[];
}

/** Secrets of `identify` that still count, newest first, as a JSON list. For a statement over `programs`. */
function identifySecrets(nowMs: number): SQL.Aliased<string> {
  return sql<string>`(
    SELECT json_group_array(json_object(
      'source', s.source, 'sealed', s.sealed, 'expiresAtMs', s.expires_at_ms) ORDER BY s.number DESC)
    FROM ${secrets} s
    WHERE s.program = programs.number AND s.source = 'identify'
      AND (s.expires_at_ms IS NULL OR s.expires_at_ms > ${nowMs}))`.as("secrets");
}

/** Reads a program for the edge, in one statement; null when there is none of this id. */
export async function readEdgeProgram(db: D1Database, programId: string): Promise<EdgeProgram | null> {
  const row = await queries(db)
    .select({
      number: programs.number,
      currency: programs.currency,
      slotKey: programs.slotKey,
      objects: programs.objects,
      version: settingsVersions.version,
      settings: settingsVersions.value,
      region: programs.region,
      journeyMap: programs.journeyMap,
      secrets: identifySecrets(Date.now()),
    })
    .from(programs)
    .innerJoin(settingsVersions, eq(settingsVersions.program, programs.number))
    .where(eq(programs.id, programId))
    .orderBy(desc(settingsVersions.version))
    .limit(1)
    .get();
  if (row === undefined) return null;
  return {
    ...(edgeSettingsOf(row.settings) ?? (await settingsBySchema(db, programId, row))),
    id: programId,
    number: row.number,
    currency: row.currency,
    slotKey: row.slotKey,
    objects: row.objects,
    region: row.region,
    journeyMap: row.journeyMap,
    secrets: JSON.parse(row.secrets) as SealedSecret[],
  };
}

const bySchema = lazily(() => import("./edge-settings-by-schema.tables.ts"));

/** Schemas are loaded only for settings that cannot be read without one. */
async function settingsBySchema(
  db: D1Database,
  programId: string,
  newest: { readonly number: number; readonly version: number; readonly settings: string },
): Promise<EdgeSettings> {
  const { edgeSettingsBySchema } = await bySchema();
  return await edgeSettingsBySchema(db, programId, newest);
}
