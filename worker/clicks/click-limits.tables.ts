/** How often a program lets one visitor and one network click before it takes them for no persons. */
import type { Region } from "../../domain/kernel/region.ts";
import { desc, eq } from "drizzle-orm";
import { readStored } from "../configuration/read-stored.ts";
import { programs, settingsVersions } from "../configuration/schema.tables.ts";
import { storedSettingsSchema } from "../configuration/settings.shapes.ts";
import { queries } from "../platform/queries.ts";

export interface ClickLimits {
  /** Where the program's objects lie. */
  readonly region: Region | null;
  readonly perVisitorPerMinute: number;
  readonly perNetworkPerMinute: number;
  /** `observe`: judged and told to nobody yet; every click counts. */
  readonly mode: "enforce" | "observe";
}

/** The newest limits of a program, or null when there is no program of this number. */
export async function readClickLimits(config: D1Database, program: number): Promise<ClickLimits | null> {
  const newest = await queries(config)
    .select({ settings: settingsVersions.value, region: programs.region })
    .from(settingsVersions)
    .innerJoin(programs, eq(programs.number, settingsVersions.program))
    .where(eq(settingsVersions.program, program))
    .orderBy(desc(settingsVersions.version))
    .limit(1)
    .get();
  if (newest === undefined) return null;
  // A limit that this code cannot read is the usual one.
  const { fraud } = readStored(storedSettingsSchema, newest.settings).value;
  return {
    region: newest.region,
    perVisitorPerMinute: fraud.maxClicksPerVisitorPerMinute,
    perNetworkPerMinute: fraud.maxClicksPerIpPerMinute,
    mode: fraud.mode,
  };
}
