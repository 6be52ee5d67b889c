/**
 * Long work lets others in. In one process all requests share a thread, and what never waits for the world outside lets
 * nothing in that has come meanwhile, not even a tap.
 */

/** Waits until what has come meanwhile has begun. */
export async function letOthersIn(): Promise<void> {
  await scheduler.wait(1);
}

/** Lists in parts of a weight, in sequence; something heavier than a part is one of its own. */
export function partsOf<Entry>(
  entries: readonly Entry[],
  weightOf: (entry: Entry) => number,
  most: number,
): Entry[][] {
  const parts: Entry[][] = [];
  let left = 0;
  for (const entry of entries) {
    const weight = weightOf(entry);
    const part = parts.at(-1);
    if (part === undefined || weight > left) {
      parts.push([entry]);
      left = most - weight;
    } else {
      part.push(entry);
      left -= weight;
    }
  }
  return parts;
}
