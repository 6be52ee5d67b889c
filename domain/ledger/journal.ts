/**
 * The journal of a promoter. Entries in one chain, each hash taken over the one before and every field, so that
 * no byte changes and no entry goes missing unseen.
 */
import { promoterIdOf, type PromoterRef } from "../kernel/ids.ts";
import { applyPosting, type Posting } from "./posting.ts";
import type { JournalEntry, Wallet } from "./wallet.ts";

/** SHA-256 of a text, in lower-case hex. The platform brings it. */
export type Sha256 = (text: string) => string;

/** Stands before the first entry. */
export const GENESIS = "0".repeat(64);

/** What an entry records beside its posting. */
export interface Occasion {
  readonly promoter: PromoterRef;
  readonly orderId: string | null;
  /** A commission's, payout's or adjustment's id. */
  readonly reference: string;
  readonly occurredAtMs: number;
}

export function entryIdOf(promoter: PromoterRef, sequence: number): string {
  return `je_${promoter.toString(36)}_${sequence.toString(36)}`;
}

/** The text under an entry's hash: the hash before it and every field, as one JSON array. Documented for strangers. */
export function hashedText(previousHash: string, entry: Omit<JournalEntry, "hash">): string {
  return JSON.stringify([
    previousHash,
    promoterIdOf(entry.promoter),
    entry.sequence,
    entry.id,
    entry.kind,
    entry.debit,
    entry.credit,
    entry.amount,
    entry.balanceAfter,
    entry.orderId,
    entry.reference,
    new Date(entry.occurredAtMs).toISOString(),
  ]);
}

/** Where a journal has come to. */
export interface JournalTip {
  readonly wallet: Wallet;
  readonly entries: number;
  readonly head: string;
}

/** Appends postings to a journal, each as one entry. */
export function appendEntries(
  tip: JournalTip,
  postings: readonly Posting[],
  occasion: Occasion,
  sha256: Sha256,
): { readonly tip: JournalTip; readonly entries: readonly JournalEntry[] } {
  let { wallet, entries: count, head } = tip;
  const added: JournalEntry[] = [];
  for (const posting of postings) {
    wallet = applyPosting(wallet, posting);
    count += 1;
    const bare = {
      ...posting,
      ...occasion,
      sequence: count,
      id: entryIdOf(occasion.promoter, count),
      balanceAfter: wallet.available,
    };
    head = sha256(hashedText(head, bare));
    added.push({ ...bare, hash: head });
  }
  return { tip: { wallet, entries: count, head }, entries: added };
}
