/** Places by weight, the lightest first. A place that became lighter is put in again, and taken once. */
export class LightestFirst {
  readonly #places: Int32Array;
  readonly #weights: Float64Array;
  readonly #isTaken: Uint8Array;
  #size = 0;

  /** @param puts how often one is put in at most. */
  constructor(places: number, puts: number) {
    this.#places = new Int32Array(puts);
    this.#weights = new Float64Array(puts);
    this.#isTaken = new Uint8Array(places);
  }

  put(place: number, weight: number): void {
    let at = this.#size;
    this.#size += 1;
    this.#set(at, place, weight);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfLighter(at, above)) return;
      at = above;
    }
  }

  take(): number | undefined {
    while (this.#size > 0) {
      const first = this.#places[0] ?? 0;
      this.#size -= 1;
      if (this.#size > 0) this.#sink(this.#places[this.#size] ?? 0, this.#weights[this.#size] ?? 0);
      if (this.#isTaken[first] === 1) continue;
      this.#isTaken[first] = 1;
      return first;
    }
    return undefined;
  }

  #sink(place: number, weight: number): void {
    this.#set(0, place, weight);
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const right = left + 1;
      const lighter = this.#weightAt(right) < this.#weightAt(left) ? right : left;
      if (lighter >= this.#size || !this.#swapIfLighter(lighter, at)) return;
      at = lighter;
    }
  }

  #swapIfLighter(below: number, above: number): boolean {
    const [place, weight] = [this.#places[below] ?? 0, this.#weightAt(below)];
    if (weight >= this.#weightAt(above)) return false;
    this.#set(below, this.#places[above] ?? 0, this.#weightAt(above));
    this.#set(above, place, weight);
    return true;
  }

  #set(at: number, place: number, weight: number): void {
    this.#places[at] = place;
    this.#weights[at] = weight;
  }

  #weightAt(at: number): number {
    return at < this.#size ? (this.#weights[at] ?? Infinity) : Infinity;
  }
}
