/** Postings: an intent as movements between two accounts, as far as the wallet's balances allow. */
import { unknownWord } from "../kernel/not-understood.ts";
import { invariant, InvariantViolation } from "../kernel/invariant.ts";
import { type AmountMinor, least, minus, plus, ZERO } from "../kernel/money.ts";
import type { IntentKind } from "../settlement/intent.ts";
import type { Phase } from "../order/order-state.ts";
import type { Account, EntryKind, Wallet, WalletAccount } from "./wallet.ts";

/** `amount` leaves `debit` and arrives in `credit`. */
export interface Posting {
  readonly kind: EntryKind;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: AmountMinor;
}

/** Why an intent moves nothing: the wallet does not hold what it should move. */
export const POSTING_REFUSALS = ["insufficient_pending", "insufficient_held"] as const;
export type PostingRefusal = (typeof POSTING_REFUSALS)[number];

export type Postings =
  | { readonly kind: "postings"; readonly postings: readonly Posting[] }
  | { readonly kind: "refused"; readonly reason: PostingRefusal };

export const EMPTY_WALLET: Wallet = {
  pending: ZERO,
  held: ZERO,
  available: ZERO,
  reserved: ZERO,
  paid: ZERO,
  withheld: ZERO,
  debt: ZERO,
};

/** What an intent of the ledger does to a wallet. */
export function postingsOf(wallet: Wallet, intent: IntentKind, phase: Phase, amount: AmountMinor): Postings {
  switch (intent) {
    case "earn":
      return done([{ kind: "earn", debit: "commissions", credit: "pending", amount }]);
    case "hold":
      if (wallet.pending < amount) return { kind: "refused", reason: "insufficient_pending" };
      return done([{ kind: "hold", debit: "pending", credit: "held", amount }]);
    case "release":
      if (wallet.held < amount) return { kind: "refused", reason: "insufficient_held" };
      return done(payIn("release", "held", wallet, amount));
    case "reverse":
      return reverse(wallet, phase, amount);
    case "restore":
      if (phase === "released") return done(payIn("restore", "commissions", wallet, amount));
      return done([{ kind: "restore", debit: "commissions", credit: phase, amount }]);
    default:
      return unknownWord(intent, "intent");
  }
}

function reverse(wallet: Wallet, phase: Phase, amount: AmountMinor): Postings {
  if (phase === "released") return done(takeOut("reverse", "commissions", wallet, amount));
  if (wallet[phase] < amount) {
    return { kind: "refused", reason: phase === "held" ? "insufficient_held" : "insufficient_pending" };
  }
  return done([{ kind: "reverse", debit: phase, credit: "commissions", amount }]);
}

/** Money that becomes withdrawable pays the debt first. */
export function payIn(kind: EntryKind, from: Account, wallet: Wallet, amount: AmountMinor): Posting[] {
  const toDebt = least(wallet.debt, amount);
  return nonZero([
    { kind, debit: from, credit: "debt", amount: toDebt },
    { kind, debit: from, credit: "available", amount: minus(amount, toDebt) },
  ]);
}

/** Money taken back comes out of `available`; what is not there becomes debt. */
export function takeOut(kind: EntryKind, to: Account, wallet: Wallet, amount: AmountMinor): Posting[] {
  const taken = least(wallet.available, amount);
  return nonZero([
    { kind, debit: "available", credit: to, amount: taken },
    { kind, debit: "debt", credit: to, amount: minus(amount, taken) },
  ]);
}

/** The wallet after a posting. @throws InvariantViolation when a balance would fall below zero. */
export function applyPosting(wallet: Wallet, posting: Posting): Wallet {
  invariant(
    posting.amount > 0 && posting.debit !== posting.credit,
    "a posting moves something somewhere else",
  );
  const balances: Record<WalletAccount, AmountMinor> = { ...wallet };
  if (isWalletAccount(posting.debit)) {
    balances[posting.debit] =
      posting.debit === "debt"
        ? plus(wallet.debt, posting.amount)
        : minus(wallet[posting.debit], posting.amount);
  }
  if (isWalletAccount(posting.credit)) {
    const before = balances[posting.credit];
    balances[posting.credit] =
      posting.credit === "debt" ? minus(before, posting.amount) : plus(before, posting.amount);
  }
  return balances;
}

/** The wallet that postings add up to; null where a balance would have fallen below zero. */
export function foldOf(postings: Iterable<Posting>, before: Wallet = EMPTY_WALLET): Wallet | null {
  let wallet = before;
  try {
    for (const posting of postings) wallet = applyPosting(wallet, posting);
  } catch (error) {
    if (error instanceof InvariantViolation) return null;
    throw error;
  }
  return wallet;
}

function isWalletAccount(account: Account): account is WalletAccount {
  return account !== "commissions" && account !== "adjustments";
}

function done(postings: readonly Posting[]): Postings {
  return { kind: "postings", postings };
}

function nonZero(postings: readonly Posting[]): Posting[] {
  return postings.filter((posting) => posting.amount > 0);
}
