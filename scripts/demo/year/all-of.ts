/** Many calls, some at a time. */

const AT_ONCE = 16;

/** Does something with each entry, and waits for all. */
export async function allOf<Entry>(
  entries: Iterable<Entry>,
  act: (entry: Entry) => Promise<unknown>,
): Promise<void> {
  const waiting = entries[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
