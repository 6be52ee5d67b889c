/** Writes postings into promoters' journals: each wallet is read once and written once per transaction. */
import { sha256 as digestOf } from "../domain/kernel/sha256.ts";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import { appendEntries, type Occasion } from "../domain/ledger/journal.ts";
import type { Posting } from "../domain/ledger/posting.ts";
import type { JournalEntry, Wallet } from "../domain/ledger/wallet.ts";
import type { AccountBookStorage, StoredTip } from "./account-book-storage.ts";
import type { JournalHead } from "./delivery.ts";

const encoder = new TextEncoder();

/** SHA-256 in lower-case hex; synchronous, so that it fits inside a transaction. */
export function sha256(text: string): string {
  return Buffer.from(digestOf(encoder.encode(text))).toString("hex");
}

/** One transaction's work on a book. Create it inside the transaction and `commit` at its end. */
export class Bookkeeping {
  readonly #storage: AccountBookStorage;
  readonly #tips = new Map<PromoterRef, StoredTip>();
  readonly #touched = new Set<PromoterRef>();

  constructor(storage: AccountBookStorage) {
    this.#storage = storage;
  }

  wallet(promoter: PromoterRef): Wallet {
    return this.#tip(promoter).wallet;
  }

  /** Appends postings to the promoter's journal. */
  post(postings: readonly Posting[], occasion: Occasion): readonly JournalEntry[] {
    const { promoter } = occasion;
    const before = this.#tip(promoter);
    const { tip, entries } = appendEntries(before, postings, occasion, sha256);
    this.#tips.set(promoter, { ...tip, lastRow: this.#storage.journal.append(entries, before.lastRow) });
    if (entries.length > 0) this.#touched.add(promoter);
    return entries;
  }

  /** Writes the wallets that changed and answers their journals' heads. */
  commit(): JournalHead[] {
    return [...this.#touched].map((promoter) => {
      const tip = this.#tip(promoter);
      this.#storage.putTip(promoter, tip);
      return { promoter, entries: tip.entries, head: tip.head };
    });
  }

  #tip(promoter: PromoterRef): StoredTip {
    const known = this.#tips.get(promoter) ?? this.#storage.tip(promoter);
    this.#tips.set(promoter, known);
    return known;
  }
}
