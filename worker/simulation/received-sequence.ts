/**
 * Recorded orders of all owners in the sequence in which they were received: pages of each owner, merged by time. What
 * is held at once is bounded, however many orders and owners there are, and so is how often owners are called.
 */
import type { RecordedOrder } from "../../domain/simulation/simulate.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type {
  RecordedPage,
  RecordedPlace,
} from "../../durable-objects/commission-ledger/recorded-order-storage.ts";
import { ApiProblem } from "../http/problem.ts";

/** Reads an owner's next page; a place of null is its beginning. */
export type ReadPage = (after: RecordedPlace | null, limit: number) => Promise<RecordedPage>;

/** Orders of one owner that may be held, so that those of all owners are no more than may be held together. */
function heldPerOwner(owners: number): number {
  return Math.max(1, Math.min(LIMITS.ordersPerRead, Math.floor(LIMITS.ordersMerged / owners)));
}

/**
 * Yields after each round of reading what can be no earlier than any order still to be read; at times nothing. A round
 * reads, at once, of every owner of which less than half of what may be held is left. One owner has always run out, the
 * others nearly so, and would have a round of their own otherwise.
 *
 * @throws ApiProblem `too_many_orders` (422) instead of more than {@link LIMITS.readsPerSimulation} calls.
 */
export async function* receivedSequence(
  readers: readonly ReadPage[],
): AsyncGenerator<readonly RecordedOrder[]> {
  const most = heldPerOwner(readers.length);
  let owners = readers.map((read) => new OwnerPages(read, most));
  let reads = 0;
  while (owners.length > 0) {
    const low = owners.filter((owner) => owner.isLow);
    reads += low.length;
    if (reads > LIMITS.readsPerSimulation) throw tooManyOrders();
    await Promise.all(low.map(async (owner) => await owner.fill()));
    const horizonMs = Math.min(...owners.map((owner) => owner.knownUntilMs));
    yield owners
      .flatMap((owner) => owner.takeUntil(horizonMs))
      .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs);
    owners = owners.filter((owner) => !owner.isDone);
  }
}

function tooManyOrders(): ApiProblem {
  return new ApiProblem("too_many_orders", {
    detail:
      `${LIMITS.readsPerSimulation} calls did not read all recorded orders, and a request may make no more; ` +
      "orders of your choice can be compared as `conversions`",
  });
}

class OwnerPages {
  readonly #read: ReadPage;
  readonly #most: number;
  #orders: RecordedOrder[] = [];
  #next: RecordedPlace | null = null;
  #isRead = false;
  #lastMs = 0;

  constructor(read: ReadPage, most: number) {
    this.#read = read;
    this.#most = most;
  }

  /** True when there is more to read, and room for half of what may be held or more. */
  get isLow(): boolean {
    return !this.#isRead && this.#orders.length <= this.#most / 2;
  }

  get isDone(): boolean {
    return this.#isRead && this.#orders.length === 0;
  }

  /** The time up to which no order of this owner is still to be read. */
  get knownUntilMs(): number {
    if (this.#isRead) return Infinity;
    return this.#orders.at(-1)?.receivedAtMs ?? -Infinity;
  }

  /** Reads as many as there is room for. An owner's clock may have been set back: its own sequence stands. */
  async fill(): Promise<void> {
    const { orders, next } = await this.#read(this.#next, this.#most - this.#orders.length);
    for (const order of orders) {
      this.#lastMs = Math.max(this.#lastMs, order.receivedAtMs);
      this.#orders.push({ ...order, receivedAtMs: this.#lastMs });
    }
    this.#next = next;
    this.#isRead = next === null;
  }

  takeUntil(horizonMs: number): RecordedOrder[] {
    const end = this.#orders.findIndex((order) => order.receivedAtMs > horizonMs);
    return this.#orders.splice(0, end === -1 ? this.#orders.length : end);
  }
}
