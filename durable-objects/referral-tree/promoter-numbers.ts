/**
 * Sequence numbers for promoters. Blocks of them are taken from a register outside of the tree, so that no number is
 * ever given twice. Not by a tree that was put back, and not for a promoter that it has lost.
 */

/** Numbers taken at once: what remains of a block when the tree is evicted is never given. */
const BLOCK = 64;

/** Takes so many numbers. @returns the last number before them. */
export type TakeBlock = (count: number) => Promise<number>;

export class PromoterNumbers {
  readonly #take: TakeBlock;
  #last = 0;
  #left = 0;
  #taking: Promise<void> | null = null;

  constructor(take: TakeBlock) {
    this.#take = take;
  }

  /** @returns so many numbers, for this caller alone. */
  async reserve(count: number): Promise<IterableIterator<number>> {
    while (this.#left < count) {
      this.#taking ??= this.#takeBlock(Math.max(BLOCK, count)).finally(() => (this.#taking = null));
      await this.#taking;
    }
    const first = this.#last + 1;
    this.#last += count;
    this.#left -= count;
    return Array.from({ length: count }, (_, index) => first + index).values();
  }

  /** What was left of the block before is given up. */
  async #takeBlock(count: number): Promise<void> {
    this.#last = await this.#take(count);
    this.#left = count;
  }
}
