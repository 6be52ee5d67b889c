/** What one tab tells the others: whether somebody came or left. */

export type Done = "signed-in" | "signed-out";

export function noticeOf(done: Done): string {
  return `${done} ${Date.now()} ${Math.random()}`;
}

/** Somebody left on purpose, and did not just lose their session: whoever sits there next is somebody else. */
export function isLeaving(notice: string | null): boolean {
  return notice?.startsWith("signed-out ") === true;
}
