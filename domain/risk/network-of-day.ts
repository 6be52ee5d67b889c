/** A network on one day: its tag means nothing on another one, since its salt is thrown away. */
import type { Touch } from "../attribution/touch.ts";
import { DAY_MS } from "../kernel/duration.ts";

const TAGS = 65_536;

/** @returns the day of the click times 65,536, and the tag; null where the network is not known. */
export function networkOfDay({
  occurredAtMs,
  networkTag,
}: Pick<Touch, "occurredAtMs" | "networkTag">): number | null {
  return networkTag === undefined ? null : Math.floor(occurredAtMs / DAY_MS) * TAGS + networkTag;
}
