/** Gathers counts in memory, so that what happens a thousand times is written once. Whoever ends loses what it gathered. */

/** What is added to a total: how many, and what they sum up to. */
export interface Count {
  readonly kind: string;
  readonly label: string;
  readonly n: number;
  /** In minor units or milliseconds; 0 where only counted. */
  readonly amount: number;
}

export class Tally {
  #counts = new Map<string, Count>();

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(kind: string, label: string, n = 1, amount = 0): void {
    const key = `${kind} ${label}`;
    const known = this.#counts.get(key);
    this.#counts.set(key, { kind, label, n: (known?.n ?? 0) + n, amount: (known?.amount ?? 0) + amount });
  }

  /** Has it written. What could not be written is kept for the next time. */
  async write(keep: (counts: readonly Count[]) => Promise<unknown>): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    this.#counts = new Map();
    try {
      await keep(counts);
    } catch (error) {
      for (const { kind, label, n, amount } of counts) this.add(kind, label, n, amount);
      throw error;
    }
  }
}
