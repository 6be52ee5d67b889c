/**
 * Makes the heads of journals that a book extended by itself known outside it, so that a tail which is cut off is noticed.
 * Before the call that extended one answers, and by the alarm where that call could not.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { WalletStorage } from "./wallet-storage.ts";
import type { JournalHead } from "../../delivery/rows.ts";
import type { UnpublishedHeadStorage } from "./unpublished-head-storage.ts";

/** Heads of one alarm; the next alarm goes on. */
const HEADS_PER_ALARM = 50;

export class HeadPublisher {
  readonly #book: WalletStorage;
  readonly #unpublished: UnpublishedHeadStorage;
  readonly #raise: (head: JournalHead) => Promise<void>;

  /** @param raise records a head outside the book, unless a longer one is known there. */
  constructor(
    book: WalletStorage,
    unpublished: UnpublishedHeadStorage,
    raise: (head: JournalHead) => Promise<void>,
  ) {
    this.#book = book;
    this.#unpublished = unpublished;
    this.#raise = raise;
  }

  /** Notes that the journal is longer than before, if it is. Runs inside the transaction that extends it. */
  extending<Result>(promoter: PromoterRef, work: () => Result): Result {
    const before = this.#book.tip(promoter).entries;
    const result = work();
    const { entries } = this.#book.tip(promoter);
    if (entries > before) this.#unpublished.add(promoter, entries);
    return result;
  }

  /** Throws when the head could not be recorded: the alarm will. */
  async publish(promoter: PromoterRef): Promise<void> {
    const { entries, head } = this.#book.tip(promoter);
    if (entries === 0) return;
    await this.#raise({ promoter, entries, head });
    this.#unpublished.remove(promoter, entries);
  }

  /** Has every head made known again: what knew them may have been put back to an earlier moment. */
  announceAll(): void {
    this.#unpublished.addAll();
  }

  async publishWaiting(): Promise<void> {
    for (const promoter of this.#unpublished.first(HEADS_PER_ALARM)) await this.publish(promoter);
  }

  hasWaiting(): boolean {
    return this.#unpublished.first(1).length > 0;
  }
}
