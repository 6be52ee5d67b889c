/** What a payout may become, and what each step moves. */
import { expect, test } from "vitest";
import { amountMinor, ZERO } from "../../../../domain/kernel/money.ts";
import { applyPosting, EMPTY_WALLET } from "../../../../domain/ledger/posting.ts";
import type { Wallet } from "../../../../domain/ledger/wallet.ts";
import { PAYOUT_STATES, type PayoutState } from "../../../../domain/payout/payout.ts";
import { arrivalPostings } from "../../../../domain/payout/payout-postings.ts";
import { PAYOUT_MOVES, type PayoutMove, transitionOf } from "../../../../domain/payout/transitions.ts";

const MOVES = Object.keys(PAYOUT_MOVES) as PayoutMove[];
const AMOUNTS = { gross: amountMinor(1_000), withheld: amountMinor(200) };

/** Every move that leads somewhere: a payout that was approved is not rejected, and one that was paid not failed. */
const ALLOWED: readonly (readonly [PayoutState, PayoutMove, PayoutState])[] = [
  ["requested", "approve", "approved"],
  ["requested", "reject", "rejected"],
  ["processing", "paid", "paid"],
  ["processing", "failed", "failed"],
  ["paid", "returned", "returned"],
];

test("from each state these moves lead on, their repeats change nothing, and all others are refused", () => {
  for (const state of PAYOUT_STATES) {
    for (const move of MOVES) {
      const allowed = ALLOWED.find(([from, by]) => from === state && by === move);
      const isRepeat = ALLOWED.some(([, by, to]) => by === move && to === state);
      const expected =
        allowed === undefined
          ? { kind: isRepeat ? "repeated" : "refused" }
          : { kind: "moved", to: allowed[2] };
      expect([state, move, transitionOf(state, move)]).toEqual([state, move, expected]);
    }
  }
});

/** A wallet after a payout has arrived in a state. */
function arrived(state: PayoutState, wallet: Partial<Wallet>): Wallet {
  const before = { ...EMPTY_WALLET, ...wallet };
  return arrivalPostings(state, AMOUNTS, before).reduce(applyPosting, before);
}

test("what is paid leaves net and withheld apart", () => {
  const wallet = arrived("paid", { reserved: AMOUNTS.gross });
  expect(wallet).toEqual({ ...EMPTY_WALLET, paid: 800, withheld: 200 });
});

test.each(["rejected", "failed"] as const)("what is %s gives the gross back, debt first", (state) => {
  const wallet = arrived(state, { reserved: AMOUNTS.gross, debt: amountMinor(300) });
  expect(wallet).toEqual({ ...EMPTY_WALLET, available: 700, debt: ZERO });
});

test("what is returned gives the net and the withheld tax back, debt first, from the two together", () => {
  const paid = { paid: amountMinor(800), withheld: amountMinor(200) };
  expect(arrived("returned", paid)).toEqual({ ...EMPTY_WALLET, available: 1_000 });
  const owed = arrived("returned", { ...paid, debt: amountMinor(900) });
  expect(owed).toEqual({ ...EMPTY_WALLET, available: 100 });
});
