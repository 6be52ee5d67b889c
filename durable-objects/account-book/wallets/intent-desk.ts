/** Turns a ledger's intents into entries. A refused one parks its commission: what comes after waits for a replay. */
import { postingsOf } from "../../../domain/ledger/posting.ts";
import type { AccountBookStorage } from "./wallet-storage.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { IntentRow } from "../../delivery/messages.ts";

/** A sender's intents of one unit of work. Create it inside the transaction. */
export class IntentDesk {
  readonly #storage: AccountBookStorage;
  readonly #books: Bookkeeping;
  readonly #sender: string;
  /** False while nothing is parked in the whole book, so that a batch asks once. */
  #mayBeParked: boolean;

  constructor(storage: AccountBookStorage, books: Bookkeeping, sender: string) {
    this.#storage = storage;
    this.#books = books;
    this.#sender = sender;
    this.#mayBeParked = storage.hasParked();
  }

  /** @returns why the row was refused; null when it was applied. */
  apply(row: IntentRow): string | null {
    const { promoter, commissionId, orderId, atMs } = row;
    if (row.unparks) this.#storage.unpark(this.#sender, commissionId);
    else if (this.#mayBeParked && this.#storage.isParked(this.#sender, commissionId)) return "parked";
    const outcome = postingsOf(this.#books.wallet(promoter), row.intent, row.phase, row.amount);
    if (outcome.kind === "refused") {
      this.#storage.park(this.#sender, commissionId);
      this.#mayBeParked = true;
      return outcome.reason;
    }
    this.#books.post(outcome.postings, { promoter, orderId, reference: commissionId, occurredAtMs: atMs });
    return null;
  }
}
