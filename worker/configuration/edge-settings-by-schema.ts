/** Settings for the edge as the schema reads them, with its defaults: for stored versions that lack a member. */
import type { EdgeSettings } from "./edge-settings.ts";
import { settingsOf, settingsSchema } from "./settings.shapes.ts";

/** @throws when the settings are none of the schema's. */
export function edgeSettingsBySchema(stored: unknown): EdgeSettings {
  const wire = settingsSchema.parse(stored);
  const { clickLookbackMs, impressionLookbackMs, acceptPixelToken } = settingsOf(wire).attribution;
  const { allowedHosts, privacy } = wire;
  return {
    allowedHosts,
    clickLookbackMs,
    impressionLookbackMs,
    honorGpc: privacy.honorGpc,
    acceptPixelToken,
  };
}
