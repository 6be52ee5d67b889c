/** A promoter's accounts. Every change is a posting from one account to another; balances are never negative. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";

export interface Wallet {
  readonly pending: AmountMinor;
  readonly held: AmountMinor;
  readonly available: AmountMinor;
  readonly reserved: AmountMinor;
  /** Paid out, net of tax. */
  readonly paid: AmountMinor;
  readonly withheld: AmountMinor;
  /** Taken back after it was paid out; later releases pay it first. */
  readonly debt: AmountMinor;
}

export type WalletAccount = keyof Wallet;

export const ACCOUNTS = [
  "pending",
  "held",
  "available",
  "reserved",
  "paid",
  "withheld",
  "debt",
  /** Accounts of the merchant, on the other side of a posting. */
  "commissions",
  "adjustments",
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** What an operator does to a wallet. */
export const ADJUSTMENT_KINDS = ["bonus", "penalty"] as const;

export const ENTRY_KINDS = [
  "earn",
  "hold",
  "release",
  "reverse",
  "restore",
  ...ADJUSTMENT_KINDS,
  "payout_requested",
  "payout_given_back",
  "payout_paid",
  "payout_withheld",
  "payout_returned",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One line of a promoter's journal. */
export interface JournalEntry {
  readonly promoter: PromoterRef;
  /** 1, 2, 3, … within the promoter's journal. */
  readonly sequence: number;
  readonly id: string;
  readonly kind: EntryKind;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: AmountMinor;
  /** What the promoter can withdraw after this entry: the balance of `available`. */
  readonly balanceAfter: AmountMinor;
  readonly orderId: string | null;
  /** What it belongs to: a commission's, payout's or adjustment's id, or the prize of a contest. */
  readonly reference: string;
  readonly occurredAtMs: number;
  /** SHA-256, hex, over the hash before and every field above. */
  readonly hash: string;
}
