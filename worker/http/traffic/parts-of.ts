/** Long lists in parts, so that work on them lets others in between. */
import { letOthersIn } from "../../../durable-objects/object/let-others-in.ts";

/** Entries read between two turns of others: some milliseconds, where each has a dozen items. */
const ENTRIES_AT_ONCE = 25;

/** Reads a list that somebody sent, and lets others in on the way. */
export async function readInParts<Entry, Reading>(
  entries: readonly Entry[],
  read: (entry: Entry, index: number) => Reading,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index > 0 && index % ENTRIES_AT_ONCE === 0) await letOthersIn();
    readings.push(read(entry, index));
  }
  return readings;
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
