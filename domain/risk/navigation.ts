/** What a browser says of how a navigation began. */
import type { ClickMarks } from "./click-marks.ts";

/** Which headers of fetch metadata an engine sends with a navigation: the mode and user activation, the mode, or none. */
export type FetchMetadata = "activation" | "mode" | "none";

export interface SaidOfNavigation {
  /** `Sec-Fetch-Mode`; null where it was not sent. */
  readonly mode: string | null;
  /** `Sec-Fetch-User`; null likewise. It is sent with `?1` alone. */
  readonly user: string | null;
}

/** The mark of a navigation, by what was said and what the engine always says. */
export function navigationOf(
  { mode, user }: SaidOfNavigation,
  engine: FetchMetadata,
): ClickMarks["navigation"] {
  if (user === "?1") return "activated";
  if (mode === null) return engine === "none" ? "not_sent" : "missing";
  return engine === "activation" ? "not_activated" : "not_sent";
}
