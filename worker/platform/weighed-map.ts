/**
 * Keeps what was read, bounded by how many entries there are and by what they weigh together. What was not used for longest
 * goes first. One entry alone is kept, whatever it weighs.
 */

export interface Bounds<Value> {
  readonly entries: number;
  /** Of all entries together, in the unit of `weigh`. */
  readonly weight: number;
  weigh(value: Value): number;
}

export class WeighedMap<Value> {
  readonly #bounds: Bounds<Value>;
  readonly #entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  constructor(bounds: Bounds<Value>) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  get weight(): number {
    return this.#weight;
  }

  /** Without being used: it is forgotten as if it had not been looked at. */
  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** The entry, which counts as used now. */
  use(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    const weight = this.#bounds.weigh(value);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (oldest === key || (this.size <= this.#bounds.entries && this.#weight <= this.#bounds.weight))
        return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
