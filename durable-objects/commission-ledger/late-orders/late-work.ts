/** Has orders decided anew that evidence has come for: one flight at a time, and again by the owner's alarm if it fails. */
import { GATHER_MS } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import type { CreditRequest, LateDesk } from "./late-desk.ts";
import type { LateOrderStorage } from "./late-order-storage.ts";
import type { OpenOrder } from "./open-order.ts";

/** Orders decided anew in one call. */
const LATE_PER_CALL = 100;

/** Who decides, and how what was decided is written. */
export interface LateWorkOwner {
  /** Decides as of each order's own time; changes nothing. */
  creditRequests(open: readonly OpenOrder[]): Promise<readonly CreditRequest[]>;
  /** Writes the decisions and `done` in one transaction. @throws when they must be made anew. */
  write(requests: readonly CreditRequest[], done: () => void): void;
}

export class LateWork {
  readonly #storage: LateOrderStorage;
  readonly #desk: LateDesk;
  readonly #owner: LateWorkOwner;
  readonly #backoff = new Backoff("CommissionLedger.late", GATHER_MS);
  #flight: Promise<void> | null = null;

  constructor(storage: LateOrderStorage, desk: LateDesk, owner: LateWorkOwner) {
    this.#storage = storage;
    this.#desk = desk;
    this.#owner = owner;
  }

  /** Decides all that waits. A failure is logged and left for the alarm. */
  async run(): Promise<void> {
    this.#flight ??= this.#backoff
      .attempt(async () => {
        while (await this.#runSome());
      })
      .finally(() => {
        this.#flight = null;
      });
    await this.#flight;
  }

  /** When it is next to run; null when nothing waits. */
  nextMs(nowMs: number): number | null {
    return this.#storage.late(1).length === 0 ? null : nowMs + GATHER_MS + this.#backoff.waitMs;
  }

  /** False when nothing waits. */
  async #runSome(): Promise<boolean> {
    const rows = this.#storage.late(LATE_PER_CALL);
    if (rows.length === 0) return false;
    // In the sequence in which they occurred: the first of a customer may bind it.
    const open = rows
      .flatMap(({ row }) => this.#desk.open(row) ?? [])
      .toSorted((one, other) => one.order.occurredAtMs - other.order.occurredAtMs);
    const requests = open.length === 0 ? [] : await this.#owner.creditRequests(open);
    this.#owner.write(requests, () => {
      for (const row of rows) this.#storage.removeLate(row);
    });
    return true;
  }
}
