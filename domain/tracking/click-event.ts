/** What the edge tells of a click that may be a person's: small, and with nothing that names anyone. */

import type { ClickChannel } from "./click-channel.ts";

/** Why a click was no person's, as the edge sees it by the request alone. */
export const SEEN_REASONS = ["bot", "prefetch", "not_navigation"] as const;
export type SeenReason = (typeof SEEN_REASONS)[number];

/** Why a click does not count. A closed list: reports count each. The last three come of how often clicks were seen. */
export const INVALID_REASONS = [...SEEN_REASONS, "repeated", "visitor_rate", "network_rate"] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

/**
 * By what the clicks of a visitor are judged. `newcomer`: with all of its network. `returning`: by itself, as its cookie
 * proves a touch of some time ago. `hosting`: with all of one data centre, whatever cookies it brings.
 */
export const CLICK_ORIGINS = ["newcomer", "returning", "hosting"] as const;
export type ClickOrigin = (typeof CLICK_ORIGINS)[number];

export interface ClickEvent {
  /** Number of the program. */
  readonly program: number;
  /** Number of the share link. */
  readonly link: number;
  /** Number of the promoter. */
  readonly promoter: number;
  readonly occurredAtMs: number;
  /** The visitor was not known to have clicked this link before. */
  readonly unique: boolean;
  readonly origin: ClickOrigin;
  /** One-way alias of the visitor, 16 hex digits; empty for who asks not to be tracked. */
  readonly visitor: string;
  /** One-way alias of the network for a day, 16 hex digits; empty likewise, and where no address is known. */
  readonly network: string;
  /** Absent of what a version before told: it is not known. */
  readonly channel?: ClickChannel | undefined;
}
