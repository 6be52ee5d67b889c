/** What the edge knows of a program: its newest settings, small enough to be kept by every isolate. */
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { readStored } from "./read-stored.ts";
import { settingsOf, settingsSchema, type WireSettings } from "./settings.shapes.ts";
import type { ObjectMap } from "../platform/objects.ts";
import { queries } from "../platform/queries.ts";
import { noteUnread } from "./not-understood.ts";
import type { SealedSecret } from "./program-config.tables.ts";
import { programs, secrets, settingsVersions as settingsTable } from "./schema.tables.ts";
import { settingsVersions } from "./stored-versions.ts";

export interface EdgeProgram extends ObjectMap {
  readonly number: number;
  readonly currency: string;
  readonly allowedHosts: readonly string[];
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
  readonly honorGpc: boolean;
  /** Whether a conversion that a page reports with a click token becomes an order under review. */
  readonly acceptPixelToken: boolean;
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

/** Versions that are read where the newest cannot be. */
const VERSIONS_BEFORE = 20;

/** The newest settings. What this code cannot read of them stands as in the versions before, which are read only then. */
async function newestSettings(
  db: D1Database,
  programId: string,
  {
    number,
    version,
    settings,
  }: { readonly number: number; readonly version: number; readonly settings: string },
): Promise<WireSettings> {
  const newest = readStored(settingsSchema, settings);
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

/** Reads a program for the edge, in one statement; null when there is none of this id. */
export async function readEdgeProgram(db: D1Database, programId: string): Promise<EdgeProgram | null> {
  const row = await queries(db)
    .select({
      number: programs.number,
      currency: programs.currency,
      slotKey: programs.slotKey,
      objects: programs.objects,
      version: settingsTable.version,
      settings: settingsTable.value,
      region: programs.region,
      secrets: identifySecrets(Date.now()),
    })
    .from(programs)
    .innerJoin(settingsTable, eq(settingsTable.program, programs.number))
    .where(eq(programs.id, programId))
    .orderBy(desc(settingsTable.version))
    .limit(1)
    .get();
  if (row === undefined) return null;
  const wire = await newestSettings(db, programId, row);
  const { attribution } = settingsOf(wire);
  return {
    id: programId,
    number: row.number,
    currency: row.currency,
    slotKey: row.slotKey,
    objects: row.objects,
    region: row.region,
    allowedHosts: wire.allowedHosts,
    clickLookbackMs: attribution.clickLookbackMs,
    impressionLookbackMs: attribution.impressionLookbackMs,
    honorGpc: wire.privacy.honorGpc,
    acceptPixelToken: attribution.acceptPixelToken,
    secrets: JSON.parse(row.secrets) as SealedSecret[],
  };
}
