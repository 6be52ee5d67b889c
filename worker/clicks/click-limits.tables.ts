/** How often a program lets one visitor and one network click before it takes them for no persons. */
import { desc, eq } from "drizzle-orm";
import { readStored } from "../configuration/read-stored.ts";
import { settingsVersions } from "../configuration/schema.tables.ts";
import { settingsSchema } from "../configuration/settings.shapes.ts";
import { queries } from "../platform/queries.ts";

export interface ClickLimits {
  readonly perVisitorPerMinute: number;
  readonly perNetworkPerMinute: number;
  /** `observe`: judged and told to nobody yet; every click counts. */
  readonly mode: "enforce" | "observe";
}

/** The newest limits of a program, or null when there is no program of this number. */
export async function readClickLimits(config: D1Database, program: number): Promise<ClickLimits | null> {
  const newest = await queries(config)
    .select({ settings: settingsVersions.value })
    .from(settingsVersions)
    .where(eq(settingsVersions.program, program))
    .orderBy(desc(settingsVersions.version))
    .limit(1)
    .get();
  if (newest === undefined) return null;
  // A limit that this code cannot read is the usual one.
  const { fraud } = readStored(settingsSchema, newest.settings).value;
  return {
    perVisitorPerMinute: fraud.maxClicksPerVisitorPerMinute,
    perNetworkPerMinute: fraud.maxClicksPerIpPerMinute,
    mode: fraud.mode,
  };
}
