/** Chance that is the same each time: all that differs in the demo's year comes from one seed. */
import { createHash } from "node:crypto";

export class Chance {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#drawn += 1;
    const hash = createHash("sha256").update(`${this.#seed}:${this.#drawn}`).digest();
    return hash.readUInt32BE() / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both among them. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. @param lean above 1 prefers those that stand first. */
  of<Entry>(entries: readonly Entry[], lean = 1): Entry {
    const place = Math.floor(this.next() ** lean * entries.length);
    const entry = entries[place];
    if (entry === undefined) throw new RangeError("there is none to choose from");
    return entry;
  }
}
