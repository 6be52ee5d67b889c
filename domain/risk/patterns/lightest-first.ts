/** Places by weight, the lightest first. A place that became lighter is put in again, and taken once. */
export class LightestFirst {
  readonly #heap: { readonly place: number; readonly weight: number }[] = [];
  readonly #taken = new Set<number>();

  constructor(weights: readonly number[]) {
    for (const [place, weight] of weights.entries()) this.put(place, weight);
  }

  put(place: number, weight: number): void {
    const heap = this.#heap;
    let at = heap.push({ place, weight }) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfLighter(at, above)) return;
      at = above;
    }
  }

  take(): number | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#heap.length > 0) this.#sink(last);
      if (this.#taken.has(first.place)) continue;
      this.#taken.add(first.place);
      return first.place;
    }
  }

  #sink(item: { readonly place: number; readonly weight: number }): void {
    this.#heap[0] = item;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const right = left + 1;
      const lighter =
        (this.#heap[right]?.weight ?? Infinity) < (this.#heap[left]?.weight ?? Infinity) ? right : left;
      if (lighter >= this.#heap.length || !this.#swapIfLighter(lighter, at)) return;
      at = lighter;
    }
  }

  #swapIfLighter(below: number, above: number): boolean {
    const [one, other] = [this.#heap[below], this.#heap[above]];
    if (one === undefined || other === undefined || one.weight >= other.weight) return false;
    this.#heap[above] = one;
    this.#heap[below] = other;
    return true;
  }
}
