/** Verifies a stored journal against its wallet, balance by balance, and every head known outside of its book. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { EMPTY_WALLET, foldOf } from "../../../domain/ledger/posting.ts";
import {
  type KnownHead,
  type PromoterHead,
  type StartingPoint,
  type Verification,
  ChainCheck,
} from "../../../domain/ledger/verification.ts";
import type { Wallet } from "../../../domain/ledger/wallet.ts";
import { letOthersIn } from "../../object/let-others-in.ts";
import type { WalletStorage } from "./wallet-storage.ts";
import { sha256Hex } from "../../object/sha256.ts";

/**
 * Checks the chain after a starting point, its length and heads against those known outside, and the wallet against
 * the whole journal. A wallet that its journal does not add up to is told as broken at the last entry.
 *
 * It takes the journal as it stands now, page by page, and others in between: entries are only ever added behind it.
 */
export async function checkJournal(
  storage: WalletStorage,
  promoter: PromoterRef,
  start: StartingPoint,
  known: readonly KnownHead[],
): Promise<Verification> {
  const tip = storage.tip(promoter);
  const heads = tip.entries === 0 ? known : [{ entries: tip.entries, head: tip.head }, ...known];
  const chain = new ChainCheck(start, heads, sha256Hex);
  let fold: Wallet | null = EMPTY_WALLET;
  for (const page of storage.journal.pages(promoter)) {
    const entries = page.filter(({ sequence }) => sequence <= tip.entries);
    const holds = chain.take(entries.filter(({ sequence }) => sequence > start.sequence));
    if (!holds || entries.length === 0) break;
    fold = fold === null ? null : foldOf(entries, fold);
    await letOthersIn();
  }
  const verdict = chain.verdict();
  if (!verdict.valid) return verdict;
  const earlier = heads.filter((head) => head.entries < start.sequence);
  const forged = earlier.find((head) => !leadsThrough(storage, promoter, head));
  if (forged !== undefined) return { ...verdict, valid: false, brokenAt: forged.entries };
  if (fold === null || !isSame(fold, tip.wallet))
    return { ...verdict, valid: false, brokenAt: verdict.entries };
  return verdict;
}

/** A head that is known elsewhere and does not stand in its journal. */
export interface UnknownHead {
  readonly promoter: PromoterRef;
  /** Entries that it says there are. */
  readonly expected: number;
  /** Entries that there are. */
  readonly found: number;
}

/** Of heads that are known elsewhere, those that stand in no journal here: what this book wrote after them is lost. */
export function unknownHeads(storage: WalletStorage, heads: readonly PromoterHead[]): UnknownHead[] {
  return heads
    .filter((head) => !leadsThrough(storage, head.promoter, head))
    .map(({ promoter, entries }) => ({
      promoter,
      expected: entries,
      found: storage.tip(promoter).entries,
    }));
}

function leadsThrough(
  { journal }: WalletStorage,
  promoter: PromoterRef,
  { entries, head }: KnownHead,
): boolean {
  return journal.entry(promoter, entries)?.hash === head;
}

function isSame(one: Wallet, other: Wallet): boolean {
  return (
    one.pending === other.pending &&
    one.held === other.held &&
    one.available === other.available &&
    one.reserved === other.reserved &&
    one.paid === other.paid &&
    one.withheld === other.withheld &&
    one.debt === other.debt
  );
}
