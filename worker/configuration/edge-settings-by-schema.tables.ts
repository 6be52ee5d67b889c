/**
 * A program's newest settings for the edge, by the schema. What this code cannot read of them stands as in the versions
 * before. Loaded only for settings that cannot be read without a schema.
 */
import { desc, eq } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import type { EdgeSettings } from "./edge-settings.ts";
import { noteUnread } from "./not-understood.ts";
import { readStored } from "./read-stored.ts";
import { settingsVersions as settingsTable } from "./schema.tables.ts";
import { settingsOf, storedSettingsSchema, type WireSettings } from "./settings.shapes.ts";
import { settingsVersions } from "./stored-versions.ts";

/** Versions that are read where the newest cannot be. */
const VERSIONS_BEFORE = 20;

interface NewestSettings {
  readonly number: number;
  readonly version: number;
  readonly settings: string;
}

export async function edgeSettingsBySchema(
  db: D1Database,
  programId: string,
  newest: NewestSettings,
): Promise<EdgeSettings> {
  const wire = await newestSettings(db, programId, newest);
  const { clickLookbackMs, impressionLookbackMs, acceptPixelToken } = settingsOf(wire).attribution;
  return {
    allowedHosts: wire.allowedHosts,
    homeUrl: wire.homeUrl,
    clickLookbackMs,
    impressionLookbackMs,
    honorGpc: wire.privacy.honorGpc,
    acceptPixelToken,
    acceptUndatedProofs: wire.identify.acceptUndated,
  };
}

/** The versions before are read only where the newest cannot be. */
async function newestSettings(
  db: D1Database,
  programId: string,
  { number, version, settings }: NewestSettings,
): Promise<WireSettings> {
  const newest = readStored(storedSettingsSchema, settings);
  if (newest.unread.length === 0) {
    noteUnread(programId, "settings", version, newest);
    return newest.value;
  }
  const { version: versions, effectiveFromMs, value } = settingsTable;
  const rows = await queries(db)
    .select({ version: versions, effectiveFromMs, value })
    .from(settingsTable)
    .where(eq(settingsTable.program, number))
    .orderBy(desc(versions))
    .limit(VERSIONS_BEFORE);
  return settingsVersions(programId, rows.toReversed()).at(-1)?.value ?? newest.value;
}
