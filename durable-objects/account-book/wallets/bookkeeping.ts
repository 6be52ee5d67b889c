/** Writes postings into promoters' journals: each wallet is read once and written once per transaction. */
import { sha256Hex } from "../../object/sha256.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { appendEntries, type Occasion } from "../../../domain/ledger/journal.ts";
import type { Posting } from "../../../domain/ledger/posting.ts";
import type { JournalEntry, Wallet } from "../../../domain/ledger/wallet.ts";
import type { WalletStorage, StoredTip } from "./wallet-storage.ts";
import type { JournalHead } from "../../delivery/rows.ts";
import type { PlacedEntry } from "./journal-storage.ts";

/** One transaction's work on a book. Create it inside the transaction and `commit` at its end. */
export class Bookkeeping {
  readonly #storage: WalletStorage;
  readonly #tips = new Map<PromoterRef, StoredTip>();
  readonly #changed = new Set<PromoterRef>();
  readonly #entries: PlacedEntry[] = [];

  constructor(storage: WalletStorage) {
    this.#storage = storage;
  }

  /** Reads the wallets of several promoters at once. Others are read when they are asked for. */
  prepare(promoters: readonly PromoterRef[]): void {
    for (const [promoter, tip] of this.#storage.tips(new Set(promoters))) this.#tips.set(promoter, tip);
  }

  wallet(promoter: PromoterRef): Wallet {
    return this.#tip(promoter).wallet;
  }

  /** Appends postings to the promoter's journal. */
  post(postings: readonly Posting[], occasion: Occasion): readonly JournalEntry[] {
    const { promoter } = occasion;
    const before = this.#tip(promoter);
    const { tip, entries } = appendEntries(before, postings, occasion, sha256Hex);
    let { lastRow } = before;
    for (const entry of entries) {
      const row = this.#nextRow();
      this.#entries.push({ row, priorRow: lastRow, entry });
      lastRow = row;
    }
    this.#tips.set(promoter, { ...tip, lastRow });
    if (entries.length > 0) this.#changed.add(promoter);
    return entries;
  }

  /** Writes the entries and the wallets that changed, and answers their journals' heads. */
  commit(): JournalHead[] {
    const tips = [...this.#changed].map((promoter) => ({ promoter, tip: this.#tip(promoter) }));
    this.#storage.journal.append(this.#entries);
    this.#storage.putTips(tips);
    return tips.map(({ promoter, tip: { entries, head } }) => ({ promoter, entries, head }));
  }

  #nextRow(): number {
    return (this.#entries.at(-1)?.row ?? this.#storage.journal.lastRow()) + 1;
  }

  #tip(promoter: PromoterRef): StoredTip {
    const known = this.#tips.get(promoter) ?? this.#storage.tip(promoter);
    this.#tips.set(promoter, known);
    return known;
  }
}
