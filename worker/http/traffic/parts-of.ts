/** Long lists in parts, so that work on them lets others in between. */
import { letOthersIn } from "../../../durable-objects/object/let-others-in.ts";

/** Entries made something of between two turns of others, where nothing is said of their weight. */
const ENTRIES_AT_ONCE = 25;

/** Counts what is done, and says when others are to be let in. */
export class Strides {
  readonly #most: number;
  #done = 0;

  /** @param most what is done between two turns of others. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether it is time for others, now that so much more was done. */
  isOver(weight = 1): boolean {
    this.#done += weight;
    if (this.#done < this.#most) return false;
    this.#done = 0;
    return true;
  }
}

interface PartTerms<Entry> {
  readonly weightOf: (entry: Entry) => number;
  readonly most: number;
}

/** Makes something of each entry of a long list, in sequence, and lets others in on the way. */
export async function mapInParts<Entry, Made>(
  entries: readonly Entry[],
  make: (entry: Entry, index: number) => Made,
  { weightOf, most }: PartTerms<Entry> = { weightOf: () => 1, most: ENTRIES_AT_ONCE },
): Promise<Made[]> {
  const strides = new Strides(most);
  const made: Made[] = [];
  for (const [index, entry] of entries.entries()) {
    made.push(make(entry, index));
    if (strides.isOver(weightOf(entry)) && index < entries.length - 1) await letOthersIn();
  }
  return made;
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
