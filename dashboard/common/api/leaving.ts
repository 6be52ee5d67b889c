/** What one tab tells the others: whether somebody came or left. */

export type Done = "signed-in" | "signed-out";

export function signalOf(done: Done): string {
  return `${done} ${Date.now()} ${Math.random()}`;
}

/** Somebody left on purpose, and did not just lose their session: whoever sits there next is somebody else. */
export function isLeaving(signal: string | null): boolean {
  return signal?.startsWith("signed-out ") === true;
}
