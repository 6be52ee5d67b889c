/** Which lines of an import wait for each other in a circle: no upline is missing there, and none can come first. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { Strides } from "../http/traffic/parts-of.ts";

/** A line that waits for its upline. */
interface Waiting {
  readonly memberId: string;
  readonly uplineMemberId: string;
}

/** Steps between two turns of others: some milliseconds, and there may be hundreds of thousands. */
const STEPS_AT_ONCE = 1_000;

/** Members whose line of uplines, as the lines name it, leads back to one that it has passed. */
export async function inCircles(lines: Iterable<Waiting>): Promise<ReadonlySet<string>> {
  const strides = new Strides(STEPS_AT_ONCE);
  const uplines = new Map<string, string>();
  for (const { memberId, uplineMemberId } of lines) {
    if (!uplines.has(memberId)) uplines.set(memberId, uplineMemberId);
    if (strides.isOver()) await letOthersIn();
  }
  const ends = new Map<string, boolean>();
  const circular = new Set<string>();
  for (const memberId of uplines.keys()) {
    const passed = new Set<string>();
    let at: string | undefined = memberId;
    while (at !== undefined && !passed.has(at) && !ends.has(at)) {
      passed.add(at);
      at = uplines.get(at);
      if (strides.isOver()) await letOthersIn();
    }
    const isCircle = at !== undefined && (ends.get(at) ?? true);
    for (const member of passed) {
      ends.set(member, isCircle);
      if (isCircle) circular.add(member);
      if (strides.isOver()) await letOthersIn();
    }
  }
  return circular;
}
