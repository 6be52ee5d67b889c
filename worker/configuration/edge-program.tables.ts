/** What the edge knows of a program: its newest settings, small enough to be kept by every isolate. */
import { settingsOf, settingsSchema } from "./settings.shapes.ts";
import type { ObjectMap } from "../platform/objects.ts";
import type { SealedSecret } from "./program-config.tables.ts";

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

interface EdgeRow {
  readonly number: number;
  readonly currency: string;
  readonly slotKey: string;
  readonly objects: number;
  readonly settings: string;
  /** JSON list of identify secrets. */
  readonly secrets: string;
}

/** Reads a program for the edge, in one statement; null when there is none of this id. */
export async function readEdgeProgram(env: Env, programId: string): Promise<EdgeProgram | null> {
  const row = await env.CONFIG.prepare(
    `SELECT p.number AS number, p.currency AS currency, p.slot_key AS slotKey, p.objects AS objects,
            v.settings AS settings,
            (SELECT json_group_array(json_object(
               'source', s.source, 'sealed', s.sealed, 'expiresAtMs', s.expires_at_ms) ORDER BY s.number DESC)
             FROM secrets s
             WHERE s.program = p.number AND s.source = 'identify'
               AND (s.expires_at_ms IS NULL OR s.expires_at_ms > ?2)) AS secrets
     FROM programs p JOIN settings_versions v ON v.program = p.number
     WHERE p.id = ?1 ORDER BY v.version DESC LIMIT 1`,
  )
    .bind(programId, Date.now())
    .first<EdgeRow>();
  if (row === null) return null;
  const wire = settingsSchema.parse(JSON.parse(row.settings));
  const { attribution } = settingsOf(wire);
  return {
    id: programId,
    number: row.number,
    currency: row.currency,
    slotKey: row.slotKey,
    objects: row.objects,
    allowedHosts: wire.allowedHosts,
    clickLookbackMs: attribution.clickLookbackMs,
    impressionLookbackMs: attribution.impressionLookbackMs,
    honorGpc: wire.privacy.honorGpc,
    acceptPixelToken: attribution.acceptPixelToken,
    secrets: JSON.parse(row.secrets) as SealedSecret[],
  };
}
