/** Verifies a stored journal against its wallet and every head known outside of its book. */
import type { PromoterRef } from "../domain/kernel/ids.ts";
import { GENESIS } from "../domain/ledger/journal.ts";
import {
  BEGINNING,
  type KnownHead,
  type Verification,
  verifyJournal,
} from "../domain/ledger/verification.ts";
import type { AccountBookStorage } from "./account-book-storage.ts";
import { sha256 } from "./bookkeeping.ts";

/** Checks the chain from entry `from` on, and its length and heads against those known outside. */
export function checkJournal(
  storage: AccountBookStorage,
  promoter: PromoterRef,
  from: number,
  known: readonly KnownHead[],
): Verification {
  const [before, ...entries] = storage.oldestFirst(promoter, Math.max(0, from - 2));
  const startsLater = from > 1 && before?.sequence === from - 1;
  const start = startsLater
    ? { sequence: before.sequence, hash: before.hash, available: before.balanceAfter }
    : BEGINNING;
  const rest = startsLater || before === undefined ? entries : [before, ...entries];
  const { entries: count, head } = storage.tip(promoter);
  const own = head === GENESIS ? [] : [{ entries: count, head }];
  return verifyJournal(start, rest, [...own, ...known], sha256);
}
