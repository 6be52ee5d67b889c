/** Turns a ledger's intents into entries. A refused one stops its commission: what comes after waits for a replay. */
import type { RefusalCode } from "../../../domain/ledger/refusal.ts";
import { postingsOf } from "../../../domain/ledger/posting.ts";
import type { WalletStorage } from "./wallet-storage.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { IntentRow } from "../../delivery/rows.ts";

/** A sender's intents of one unit of work. Create it inside the transaction. */
export class IntentDesk {
  readonly #storage: WalletStorage;
  readonly #books: Bookkeeping;
  readonly #sender: string;
  /** False while nothing is stopped in the whole book, so that a batch asks once. */
  #mayBeStopped: boolean;

  constructor(storage: WalletStorage, books: Bookkeeping, sender: string) {
    this.#storage = storage;
    this.#books = books;
    this.#sender = sender;
    this.#mayBeStopped = storage.hasStopped();
  }

  /** @returns why the row was refused; null when it was applied. */
  apply(row: IntentRow): RefusalCode | null {
    const { promoter, commissionId, orderId, atMs } = row;
    if (row.reopens) this.#storage.reopen(this.#sender, commissionId);
    else if (this.#mayBeStopped && this.#storage.isStopped(this.#sender, commissionId))
      return "behind_refused";
    const outcome = postingsOf(this.#books.wallet(promoter), row.intent, row.phase, row.amount);
    if (outcome.kind === "refused") {
      this.#storage.stop(this.#sender, commissionId);
      this.#mayBeStopped = true;
      return outcome.reason;
    }
    this.#books.post(outcome.postings, { promoter, orderId, reference: commissionId, occurredAtMs: atMs });
    return null;
  }
}
