/**
 * The labels that occur most among many, in room for a few: no label that makes up more than one part in `room + 1` of
 * all is missing, and each count is short by at most that part.
 *
 * Source: J. Misra, D. Gries, "Finding Repeated Elements", Sci. Comput. Program. 2 (1982).
 */
export class Heaviest {
  readonly #room: number;
  readonly #counts = new Map<number, number>();

  constructor(room: number) {
    this.#room = room;
  }

  add(label: number, times = 1): void {
    const known = this.#counts.get(label);
    if (known !== undefined || this.#counts.size < this.#room) {
      this.#counts.set(label, (known ?? 0) + times);
      return;
    }
    const taken = Math.min(times, ...this.#counts.values());
    for (const [other, count] of this.#counts) {
      if (count === taken) this.#counts.delete(other);
      else this.#counts.set(other, count - taken);
    }
    if (times > taken) this.add(label, times - taken);
  }

  /** Labels with how often they came at least, the most frequent first. */
  all(): [label: number, times: number][] {
    return [...this.#counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }
}
