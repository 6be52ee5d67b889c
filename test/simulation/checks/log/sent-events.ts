/** Each event of the log came to the endpoint that follows it, at least once. */
import type { World } from "../../platform/world.ts";
import { PROGRAM } from "../../workload/cast.ts";
import type { Report } from "../findings.ts";

export function checkSentEvents(world: World, report: Report): void {
  for (const { sequence } of unsentEvents(world)) report(`event ${sequence} came to nobody`);
}

/** Events of the log that did not come so far. */
export function unsentEvents(world: World): { readonly sequence: number }[] {
  const { receiver } = world;
  if (receiver === null) return [];
  return world
    .host("NOTIFIER", `${PROGRAM}/0`)
    .read("SELECT sequence, id FROM notifications ORDER BY sequence")
    .filter(({ id }) => !receiver.taken.has(String(id)))
    .map(({ sequence }) => ({ sequence: Number(sequence) }));
}
