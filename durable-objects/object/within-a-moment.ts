/** Nobody waits longer for somebody who is slow. */
export const MOMENT_MS = 500;

/** Resolves when one of them does, and after a moment in any case. */
export async function withinAMoment(...awaited: readonly Promise<unknown>[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise<void>((over) => {
    timer = setTimeout(over, MOMENT_MS);
  });
  await Promise.race([...awaited, moment]);
  clearTimeout(timer);
}
