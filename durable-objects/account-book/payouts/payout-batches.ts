/** Payout batches of the book that owns them: each asks every book once for what is approved, then it is sealed. */
import { payoutBatchIdOf } from "../../../domain/kernel/ids.ts";
import { invariant } from "../../../domain/kernel/invariant.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { CollectedPayout } from "../../../domain/payout/payout.ts";
import { PayoutBatchStorage, type StoredBatch } from "./payout-batch-storage.ts";
import type { ProgramPlace } from "../../object/program-place.ts";

export interface PayoutBatchView {
  readonly id: string;
  readonly state: "collecting" | "sealed";
  readonly count: number;
  readonly net: AmountMinor;
  readonly createdAtMs: number;
  readonly sealedAtMs: number | null;
  /** Whether WeChat Pay pays payees in WeChat. */
  readonly isPaidByWechat: boolean;
}

/** Asks a book, by its name, to collect its approved payouts for a batch. Asked again, it answers the same. */
type CollectFrom = (
  book: string,
  batchId: string,
  merchantId: string | null,
) => Promise<readonly CollectedPayout[]>;

export class PayoutBatches {
  readonly #storage: PayoutBatchStorage;
  readonly #place: ProgramPlace;
  readonly #collectFrom: CollectFrom;

  constructor(storage: PayoutBatchStorage, place: ProgramPlace, collectFrom: CollectFrom) {
    this.#storage = storage;
    this.#place = place;
    this.#collectFrom = collectFrom;
  }

  /** A batch per key. Runs inside a transaction. */
  open(...asked: Parameters<PayoutBatchStorage["open"]>): ReturnType<PayoutBatchStorage["open"]> {
    return this.#storage.open(...asked);
  }

  /** The batch that a key has opened; null where it has opened none. */
  under(key: string): PayoutBatchView | null {
    const number = this.#storage.under(key);
    return number === null ? null : this.view(number);
  }

  hasUnsealed(): boolean {
    return this.#storage.unsealed().length > 0;
  }

  /** Goes on with every batch that is open. Throws when a book does not answer: it is asked again later. */
  async collect(now: () => number): Promise<void> {
    for (const number of this.#storage.unsealed()) {
      const merchantId = this.#storage.find(number)?.merchantId ?? null;
      for (const book of this.#storage.silentBooks(number)) {
        const collected = await this.#collectFrom(book, this.#idOf(number), merchantId);
        this.#storage.answered(number, book, collected);
      }
      if (this.#storage.silentBooks(number).length === 0) this.#storage.seal(number, now());
    }
  }

  view(number: number): PayoutBatchView | null {
    const batch = this.#storage.find(number);
    return batch === null ? null : this.#viewOf(batch);
  }

  /** Batches with a number below `before`, newest first. */
  newestFirst(before: number, limit: number, isSealed: boolean | null): PayoutBatchView[] {
    return this.#storage.newestFirst(before, limit, isSealed).map((batch) => this.#viewOf(batch));
  }

  #viewOf({ number, createdAtMs, sealedAtMs, payouts, net, merchantId }: StoredBatch): PayoutBatchView {
    const sums = payouts === null || net === null ? this.#sumsOf(number) : { count: payouts, net };
    const state = sealedAtMs === null ? "collecting" : "sealed";
    const isPaidByWechat = merchantId !== null;
    return { id: this.#idOf(number), state, ...sums, createdAtMs, sealedAtMs, isPaidByWechat };
  }

  #sumsOf(number: number): Pick<PayoutBatchView, "count" | "net"> {
    const rows = this.#storage.rows(number);
    return { count: rows.length, net: PayoutBatchStorage.netOf(rows) };
  }

  /** The view of a batch that is known to be there. */
  shown(number: number): PayoutBatchView {
    const view = this.view(number);
    invariant(view !== null, "a batch that was opened is there");
    return view;
  }

  /** What a sealed batch pays out, in a fixed sequence; null while it is open. */
  rows(number: number): CollectedPayout[] | null {
    return this.#storage.find(number)?.sealedAtMs == null ? null : this.#storage.rows(number);
  }

  #idOf(number: number): string {
    return payoutBatchIdOf(this.#place.index, number);
  }
}
