/**
 * Orders counted by two of their sides, such as who sold and who bought: what rings and groups are looked for in. Names are
 * numbered, so that hundreds of thousands of orders are a few megabytes.
 */

/** Orders and pairs that are looked at between two turns of others. */
const STRIDE = 5_000;

export class OrderPairs<From extends number, To extends number | string> {
  readonly #fromPlaces = new Map<From, number>();
  readonly #toPlaces = new Map<To, number>();
  /** Of each order, the places of its sides. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  take(from: From, to: To): void {
    this.#from.push(placeOf(this.#fromPlaces, from));
    this.#to.push(placeOf(this.#toPlaces, to));
  }

  /**
   * What is made of each pair, in order of both sides, of those to whom so many orders go together at least. Stops now and
   * then, for others to be let in.
   */
  *sorted<Pair>(make: (from: From, to: To, orders: number) => Pair, fewest = 1): Generator<void, Pair[]> {
    const { starts, others } = yield* this.#grouped();
    const bought = yield* counts(this.#to, this.#toPlaces.size);
    const names = [...this.#toPlaces.keys()];
    const nameAt = (place: number) => names[place] as To;
    const pairs: Pair[] = [];
    let looked = 0;
    for (const [from, place] of [...this.#fromPlaces].sort(([a], [b]) => a - b)) {
      const own = [...others.subarray(starts[place], starts[place + 1])]
        .filter((to) => (bought[to] ?? 0) >= fewest)
        .sort((a, b) => (a === b ? 0 : nameAt(a) < nameAt(b) ? -1 : 1));
      for (let at = 0, end = 0; at < own.length; at = end) {
        const to = own[at] ?? 0;
        while (end < own.length && own[end] === to) end += 1;
        pairs.push(make(from, nameAt(to), end - at));
        looked += 1;
        if (looked % STRIDE === 0) yield;
      }
    }
    return pairs;
  }

  /** The other sides of orders by their first one, each from its start to that of the next. */
  *#grouped(): Generator<void, { readonly starts: Int32Array; readonly others: Int32Array }> {
    const sizes = yield* counts(this.#from, this.#fromPlaces.size);
    const starts = new Int32Array(sizes.length + 1);
    for (const [place, size] of sizes.entries()) starts[place + 1] = (starts[place] ?? 0) + size;
    const next = starts.slice();
    const others = new Int32Array(this.#from.length);
    for (const [order, from] of this.#from.entries()) {
      const at = next[from] ?? 0;
      next[from] = at + 1;
      others[at] = this.#to[order] ?? 0;
      if (order % STRIDE === STRIDE - 1) yield;
    }
    return { starts, others };
  }
}

function placeOf<Name>(places: Map<Name, number>, name: Name): number {
  const known = places.get(name);
  if (known !== undefined) return known;
  places.set(name, places.size);
  return places.size - 1;
}

/** How often each place stands in the list. */
function* counts(list: readonly number[], places: number): Generator<void, Int32Array> {
  const found = new Int32Array(places);
  for (const [at, place] of list.entries()) {
    found[place] = (found[place] ?? 0) + 1;
    if (at % STRIDE === STRIDE - 1) yield;
  }
  return found;
}
