/** Which lines of an import wait for each other in a circle: no upline is missing there, and none can come first. */

/** A line that waits for its upline. */
interface Waiting {
  readonly memberId: string;
  readonly uplineMemberId: string;
}

/** Members whose line of uplines, as the lines name it, leads back to one that it has passed. */
export function inCircles(lines: readonly Waiting[]): ReadonlySet<string> {
  const uplines = new Map<string, string>();
  for (const { memberId, uplineMemberId } of lines) {
    if (!uplines.has(memberId)) uplines.set(memberId, uplineMemberId);
  }
  const ends = new Map<string, boolean>();
  for (const memberId of uplines.keys()) {
    const passed = new Set<string>();
    let at: string | undefined = memberId;
    while (at !== undefined && !passed.has(at) && !ends.has(at)) {
      passed.add(at);
      at = uplines.get(at);
    }
    const isCircle = at !== undefined && (ends.get(at) ?? true);
    for (const member of passed) ends.set(member, isCircle);
  }
  return new Set([...ends].flatMap(([member, isCircle]) => (isCircle ? [member] : [])));
}
