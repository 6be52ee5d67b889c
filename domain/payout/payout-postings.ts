/** What each step of a payout does to the wallet. */
import { unknownWord } from "../kernel/not-understood.ts";
import { type AmountMinor, minus } from "../kernel/money.ts";
import { payIn, type Posting } from "../ledger/posting.ts";
import type { Wallet } from "../ledger/wallet.ts";
import type { PayoutState } from "./payout.ts";

export interface PayoutAmounts {
  readonly gross: AmountMinor;
  readonly withheld: AmountMinor;
}

/** The request sets the gross aside. */
export function requestPostings(gross: AmountMinor): Posting[] {
  return [{ kind: "payout_requested", debit: "available", credit: "reserved", amount: gross }];
}

/** Postings of a payout that arrives in `state`. Given back, the gross pays the debt first. */
export function arrivalPostings(state: PayoutState, amounts: PayoutAmounts, wallet: Wallet): Posting[] {
  const { gross, withheld } = amounts;
  const net = minus(gross, withheld);
  switch (state) {
    case "paid":
      return nonZero([
        { kind: "payout_paid", debit: "reserved", credit: "paid", amount: net },
        { kind: "payout_withheld", debit: "reserved", credit: "withheld", amount: withheld },
      ]);
    case "rejected":
    case "failed":
      return payIn("payout_given_back", "reserved", wallet, gross);
    case "returned":
      return returned(net, withheld, wallet);
    case "requested":
    case "approved":
    case "processing":
      return [];
    default:
      return unknownWord(state, "payout state");
  }
}

function returned(net: AmountMinor, withheld: AmountMinor, wallet: Wallet): Posting[] {
  const first = net > 0 ? payIn("payout_returned", "paid", wallet, net) : [];
  const toDebt = first.find((posting) => posting.credit === "debt")?.amount ?? 0;
  const left = { ...wallet, debt: minus(wallet.debt, toDebt as AmountMinor) };
  return [...first, ...(withheld > 0 ? payIn("payout_returned", "withheld", left, withheld) : [])];
}

function nonZero(postings: readonly Posting[]): Posting[] {
  return postings.filter((posting) => posting.amount > 0);
}
