/** Orders counted by two of its sides, such as who sold and who bought: what rings and groups are looked for in. */

/** So many orders of a pair. */
export interface OrderPair<From, To> {
  readonly from: From;
  readonly to: To;
  readonly orders: number;
}

/** Pairs that are looked at between two turns of others. */
const STRIDE = 5_000;

export class OrderPairs<From extends number, To extends number | string> {
  readonly #pairs = new Map<From, Map<To, number>>();
  readonly #orders = new Map<To, number>();

  take(from: From, to: To): void {
    const own = this.#pairs.get(from) ?? new Map<To, number>();
    if (own.size === 0) this.#pairs.set(from, own);
    own.set(to, (own.get(to) ?? 0) + 1);
    this.#orders.set(to, (this.#orders.get(to) ?? 0) + 1);
  }

  /**
   * Pairs in order of both, of those to whom so many orders go together at least. Stops now and then, for others to be let in.
   */
  *sorted(fewest = 1): Generator<void, OrderPair<From, To>[]> {
    const pairs: OrderPair<From, To>[] = [];
    let looked = 0;
    for (const from of [...this.#pairs.keys()].sort((a, b) => a - b)) {
      const own = [...(this.#pairs.get(from) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [to, orders] of own) {
        looked += 1;
        if (looked % STRIDE === 0) yield;
        if ((this.#orders.get(to) ?? 0) >= fewest) pairs.push({ from, to, orders });
      }
    }
    return pairs;
  }
}
