/** How often a program lets one visitor and one network click before it takes them for no persons. */
import { settingsSchema } from "../configuration/settings.shapes.ts";

export interface ClickLimits {
  readonly perVisitorPerMinute: number;
  readonly perNetworkPerMinute: number;
  /** `observe`: judged and told to nobody yet; every click counts. */
  readonly mode: "enforce" | "observe";
}

/** The newest limits of a program, or null when there is no program of this number. */
export async function readClickLimits(config: D1Database, program: number): Promise<ClickLimits | null> {
  const settings = await config
    .prepare("SELECT settings FROM settings_versions WHERE program = ? ORDER BY version DESC LIMIT 1")
    .bind(program)
    .first<string>("settings");
  if (settings === null) return null;
  const { fraud } = settingsSchema.parse(JSON.parse(settings));
  return {
    perVisitorPerMinute: fraud.maxClicksPerVisitorPerMinute,
    perNetworkPerMinute: fraud.maxClicksPerIpPerMinute,
    mode: fraud.mode,
  };
}
