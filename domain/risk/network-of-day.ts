/** A network on one day: its tag means nothing on another one, since its salt is thrown away. */
import type { Touch } from "../attribution/touch.ts";
import { DAY_MS } from "../kernel/duration.ts";

const TAGS = 65_536;
/** Today and the two days before. An order seldom comes later after a click of the promoter's own. */
const KEPT_DAYS = 3;

/** @returns the day of the click times 65,536, and the tag; null where the network is not known. */
export function networkOfDay({
  occurredAtMs,
  networkTag,
}: Pick<Touch, "occurredAtMs" | "networkTag">): number | null {
  return networkTag === undefined ? null : Math.floor(occurredAtMs / DAY_MS) * TAGS + networkTag;
}

/** The day of a network, by UTC. */
export function dayOfNetwork(network: number): { readonly date: string; readonly networkTag: number } {
  return { date: utcDateOf(Math.floor(network / TAGS) * DAY_MS), networkTag: network % TAGS };
}

/** Networks of promoters from this one on are kept, and those below are of days that are over. */
export function firstNetworkKept(nowMs: number): number {
  return (Math.floor(nowMs / DAY_MS) - KEPT_DAYS + 1) * TAGS;
}

/** Such as `2026-11-27`, by UTC. */
export function utcDateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, "2026-11-27".length);
}
