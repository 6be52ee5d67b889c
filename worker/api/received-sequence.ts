/**
 * Recorded orders of all owners in the sequence in which they were received: pages of each owner, merged by time. What
 * is held at once is bounded, however many orders and owners there are.
 */
import type { RecordedOrder } from "../../domain/commission/simulate.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { RecordedPage, RecordedPlace } from "../../durable-objects/recorded-order-storage.ts";

/** Reads an owner's next page; a place of null is its beginning. */
export type ReadPage = (after: RecordedPlace | null, limit: number) => Promise<RecordedPage>;

/** Orders of one page, so that one page of every owner is no more than may be held. */
export function pageSizeFor(owners: number): number {
  return Math.max(1, Math.min(LIMITS.ordersPerRead, Math.floor(LIMITS.ordersMerged / owners)));
}

/** Yields after each round of reading what can be no earlier than any order still to be read; at times nothing. */
export async function* receivedSequence(
  readers: readonly ReadPage[],
): AsyncGenerator<readonly RecordedOrder[]> {
  const limit = pageSizeFor(readers.length);
  let owners = readers.map((read) => new OwnerPages(read));
  while (owners.length > 0) {
    await Promise.all(owners.map(async (owner) => await owner.fill(limit)));
    const horizonMs = Math.min(...owners.map((owner) => owner.knownUntilMs));
    yield owners
      .flatMap((owner) => owner.takeUntil(horizonMs))
      .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs);
    owners = owners.filter((owner) => !owner.isDone);
  }
}

class OwnerPages {
  readonly #read: ReadPage;
  #orders: RecordedOrder[] = [];
  #next: RecordedPlace | null = null;
  #isRead = false;
  #lastMs = 0;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  get isDone(): boolean {
    return this.#isRead && this.#orders.length === 0;
  }

  /** The time up to which no order of this owner is still to be read. */
  get knownUntilMs(): number {
    if (this.#isRead) return Infinity;
    return this.#orders.at(-1)?.receivedAtMs ?? -Infinity;
  }

  /** Reads a page when none is left. An owner's clock may have been set back: its own sequence stands. */
  async fill(limit: number): Promise<void> {
    if (this.#isRead || this.#orders.length > 0) return;
    const { orders, next } = await this.#read(this.#next, limit);
    this.#orders = orders.map((order) => {
      this.#lastMs = Math.max(this.#lastMs, order.receivedAtMs);
      return { ...order, receivedAtMs: this.#lastMs };
    });
    this.#next = next;
    this.#isRead = next === null;
  }

  takeUntil(horizonMs: number): RecordedOrder[] {
    const end = this.#orders.findIndex((order) => order.receivedAtMs > horizonMs);
    return this.#orders.splice(0, end === -1 ? this.#orders.length : end);
  }
}
