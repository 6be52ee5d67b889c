/** What one tab tells the others: whether somebody came or left. */

export type Done = "signed-in" | "signed-out";

export function toldText(done: Done): string {
  return `${done} ${Date.now()} ${Math.random()}`;
}

/** Somebody left on purpose, and did not just lose their session: whoever sits there next is somebody else. */
export function isLeaving(told: string | null): boolean {
  return told?.startsWith("signed-out ") === true;
}
