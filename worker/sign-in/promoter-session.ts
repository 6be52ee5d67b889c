/** How long a session lasts by which a promoter is signed in. */
import { LASTS_MS } from "../access/session.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { durationMs } from "../http/common.shapes.ts";

/** As long as any session, and no longer than tokens of the program's promoters. */
export function promoterSessionMs({ wireSettings }: Pick<ProgramConfig, "wireSettings">): number {
  const longest = wireSettings.at(-1)?.value.promoter.maxTokenLife ?? "PT0S";
  return Math.min(LASTS_MS, durationMs(longest));
}
