/**
 * Events that nobody judges. The edge adds them up by hour, so that they travel and are counted as one row, however many
 * they are. Impressions, what pages tell by themselves, which proves nothing, and clicks that no person made.
 */
import { HOUR_MS } from "../kernel/duration.ts";
import { type SeenReason, SEEN_REASONS } from "./click-event.ts";

export const COUNTABLES = ["impression", "pageview", "conversion", ...SEEN_REASONS] as const;
export type Countable = "impression" | "pageview" | "conversion" | SeenReason;

export interface EventCount {
  readonly of: Countable;
  /** Number of the program. */
  readonly program: number;
  /** Number of the share link; 0 when a page told of none. */
  readonly link: number;
  /** Number of the promoter; 0 when a page told of none. */
  readonly promoter: number;
  /** Start of the hour in which they occurred. */
  readonly hourMs: number;
  readonly events: number;
  /** What pages say that orders come to, in minor units; of conversions alone, else 0. */
  readonly amountMinor: number;
}

/** A count as it travels. */
export type PackedCount = readonly [
  of: Countable,
  program: number,
  link: number,
  promoter: number,
  hourMs: number,
  events: number,
  amountMinor: number,
];

/** The hour of a time, by which events are counted. */
export function hourOf(atMs: number): number {
  return atMs - (atMs % HOUR_MS);
}

export function packCount(count: EventCount): PackedCount {
  const { of, program, link, promoter, hourMs, events, amountMinor } = count;
  return [of, program, link, promoter, hourMs, events, amountMinor];
}

export function unpackCount(packed: PackedCount): EventCount {
  const [of, program, link, promoter, hourMs, events, amountMinor] = packed;
  return { of, program, link, promoter, hourMs, events, amountMinor };
}
