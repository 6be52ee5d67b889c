/** Long lists in parts, so that work on them lets others in between. */

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
