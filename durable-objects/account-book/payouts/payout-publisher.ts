/**
 * Tells D1 how many payouts are in each state, whole and under a version, whenever that has changed. So monitoring reads a
 * few rows, a repeat changes nothing, and a book that was put back corrects what it published.
 */
import { GATHER_MS } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import type { PayoutSum, PayoutSumStorage } from "./payout-sum-storage.ts";

/** Under which a book keeps what it published last. */
const KEY = "published_payout_sums";

interface Published {
  readonly version: number;
  /** The sums as JSON; empty where D1 may have lost them. */
  readonly text: string;
}

export class PayoutPublisher {
  readonly #sums: PayoutSumStorage;
  readonly #kv: SyncKvStorage;
  readonly #keep: (version: number, sums: readonly PayoutSum[]) => Promise<void>;
  readonly #telling = new Backoff("AccountBook.summing", GATHER_MS);
  /** Undefined when it has to be looked at. */
  #isStale: boolean | undefined;

  constructor(
    sums: PayoutSumStorage,
    kv: SyncKvStorage,
    keep: (version: number, sums: readonly PayoutSum[]) => Promise<void>,
  ) {
    this.#sums = sums;
    this.#kv = kv;
    this.#keep = keep;
  }

  /** Payouts may have moved. */
  changed(): void {
    this.#isStale = undefined;
  }

  /** What was published may stand there no more. */
  sayAgain(): void {
    this.#kv.put<Published>(KEY, { version: this.#published()?.version ?? 0, text: "" });
    this.changed();
  }

  async run(): Promise<void> {
    this.changed();
    if (!this.#looksStale()) return;
    await this.#telling.attempt(async () => {
      const sums = this.#sums.all();
      // The time of its making, so that a book that was put back gives no version twice.
      const version = Math.max((this.#published()?.version ?? 0) + 1, Date.now());
      this.#kv.put<Published>(KEY, { version, text: "" });
      await this.#keep(version, sums);
      this.#kv.put<Published>(KEY, { version, text: JSON.stringify(sums) });
      this.changed();
    });
  }

  nextMs(nowMs: number): number | null {
    return this.#looksStale() ? nowMs + GATHER_MS + this.#telling.waitMs : null;
  }

  #published(): Published | undefined {
    return this.#kv.get<Published>(KEY);
  }

  #looksStale(): boolean {
    this.#isStale ??= this.#differs();
    return this.#isStale;
  }

  /** A book that never had a payout has nothing to tell. */
  #differs(): boolean {
    const sums = this.#sums.all();
    const published = this.#published();
    if (published === undefined) return sums.some(({ payouts }) => payouts > 0);
    return JSON.stringify(sums) !== published.text;
  }
}
