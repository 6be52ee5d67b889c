/** The newest time that was stored, by any clock that this service ever had. */
import { desc, max } from "drizzle-orm";
import {
  apiKeys,
  programs,
  ruleVersions,
  secrets,
  settingsVersions,
  tierVersions,
  type VersionTable,
} from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { countedBatches } from "../read-models/schema.tables.ts";

/** Milliseconds; 0 where nothing is stored. */
export async function newestStoredMs(env: Pick<Env, "CONFIG" | "REPORTS">): Promise<number> {
  const q = queries(env.CONFIG);
  const effective = (table: VersionTable) => q.select({ atMs: max(table.effectiveFromMs) }).from(table);
  const [stored, batches] = await Promise.all([
    q.batch([
      q.select({ atMs: programs.createdAtMs }).from(programs).orderBy(desc(programs.number)).limit(1),
      q.select({ atMs: apiKeys.createdAtMs }).from(apiKeys).orderBy(desc(apiKeys.number)).limit(1),
      q.select({ atMs: secrets.createdAtMs }).from(secrets).orderBy(desc(secrets.number)).limit(1),
      effective(settingsVersions),
      effective(ruleVersions),
      effective(tierVersions),
    ]),
    queries(env.REPORTS).select().from(countedBatches).orderBy(desc(countedBatches.batchId)).limit(1),
  ]);
  // An id of a batch begins with its time.
  const counted = batches.map(({ batchId }) => Number.parseInt(batchId.slice(0, 12), 16));
  return Math.max(0, ...counted, ...stored.flat().map(({ atMs }) => atMs ?? 0));
}
