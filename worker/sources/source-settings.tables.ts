/** Keeps what was set for a source of webhooks: the last setting holds. */
import { raiseVersion } from "../configuration/program-version.tables.ts";
import { sourceSettings } from "../configuration/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";

export async function putSourceSettings(
  config: D1Database,
  set: { readonly program: number; readonly source: string; readonly settings: string },
  nowMs: number,
  audit: AuditEntry,
): Promise<void> {
  const { settings } = set;
  await queries(config).batch([
    queries(config)
      .insert(sourceSettings)
      .values({ ...set, updatedAtMs: nowMs })
      .onConflictDoUpdate({
        target: [sourceSettings.program, sourceSettings.source],
        set: { settings, updatedAtMs: nowMs },
      }),
    auditStatement(config, audit),
    raiseVersion(config, set.program),
  ]);
}
