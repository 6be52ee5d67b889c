/** Turns a ledger's intents into entries. A refused one parks its commission: what comes after waits for a replay. */
import { postingsOf } from "../domain/ledger/posting.ts";
import type { AccountBookStorage } from "./account-book-storage.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { IntentRow } from "./delivery.ts";

/**
 * Runs inside the delivery's transaction.
 *
 * @param mayBeParked false when nothing is parked in the whole book.
 * @returns why the row was refused; null when it was applied.
 */
export function applyIntent(
  storage: AccountBookStorage,
  books: Bookkeeping,
  sender: string,
  row: IntentRow,
  mayBeParked: boolean,
): string | null {
  const { promoter, commissionId, orderId, atMs } = row;
  if (row.unparks) storage.unpark(sender, commissionId);
  else if (mayBeParked && storage.isParked(sender, commissionId)) return "parked";
  const outcome = postingsOf(books.wallet(promoter), row.intent, row.phase, row.amount);
  if (outcome.kind === "refused") {
    storage.park(sender, commissionId);
    return outcome.reason;
  }
  books.post(outcome.postings, { promoter, orderId, reference: commissionId, occurredAtMs: atMs });
  return null;
}
