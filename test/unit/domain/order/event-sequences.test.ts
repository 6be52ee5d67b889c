import { describe, expect, test } from "vitest";
import { keptOf } from "../../../../domain/commission/remaining.ts";
import { amountMinor, type AmountMinor } from "../../../../domain/kernel/money.ts";
import { intentsTo, NOTHING_POSTED, type Posted } from "../../../../domain/settlement/intent.ts";
import type { OrderEvent } from "../../../../domain/order/order-event.ts";
import { type OrderState, stateOf } from "../../../../domain/order/order-state.ts";
import { applyPosting, EMPTY_WALLET, postingsOf } from "../../../../domain/ledger/posting.ts";
import type { Wallet } from "../../../../domain/ledger/wallet.ts";
import { basis, event, permutationsOf } from "../../../support/orders/order-events.ts";
import { netOf } from "../../../support/net-of.ts";

const ORDER = basis(10_001);
const COMMISSION = amountMinor(1_000);

/** Records events one by one, as the ledger does, and posts what each asks for. */
function run(events: readonly OrderEvent[]): {
  wallet: Wallet;
  posted: Posted;
  earned: number;
  reversed: number;
} {
  let wallet: Wallet = EMPTY_WALLET;
  let posted: Posted = NOTHING_POSTED;
  let earned = 0;
  let reversed = 0;
  for (let received = 0; received <= events.length; received += 1) {
    const target = targetOf(COMMISSION, ORDER.amount, stateOf(ORDER, events.slice(0, received)));
    const step = intentsTo(target, COMMISSION, posted);
    posted = step.posted;
    for (const intent of step.intents) {
      const outcome = postingsOf(wallet, intent.kind, intent.phase, intent.amount);
      if (outcome.kind === "refused") throw new Error(outcome.reason);
      for (const posting of outcome.postings) wallet = applyPosting(wallet, posting);
      if (intent.kind === "earn") earned += intent.amount;
      if (intent.kind === "reverse") reversed += intent.amount;
      if (intent.kind === "restore") reversed -= intent.amount;
    }
  }
  return { wallet, posted, earned, reversed };
}

function targetOf(commission: AmountMinor, amount: AmountMinor, { reversed, phase }: OrderState) {
  return { kept: keptOf(commission, amount, reversed), phase };
}

describe("the sequence in which events arrive", () => {
  const sets: Record<string, OrderEvent[]> = {
    "refunds, a void and a receipt": [
      event("received", 1),
      event("refunded", 2, { amount: 3_333, eventId: "r1" }),
      event("refunded", 3, { amount: 3_333, eventId: "r2" }),
      event("refund_voided", 4, { voids: "r1" }),
    ],
    "disputes won and lost": [
      event("received", 1),
      event("disputed", 2, { disputeId: "a", amount: 500 }),
      event("dispute_lost", 3, { disputeId: "a" }),
      event("disputed", 2, { disputeId: "b" }),
      event("dispute_won", 5, { disputeId: "b" }),
    ],
    "an operator's reversal among refunds and disputes": [
      event("received", 1),
      event("refunded", 2, { amount: 1, eventId: "r" }),
      event("refund_voided", 3, { voids: "r" }),
      event("disputed", 4, { disputeId: "a" }),
      event("dispute_won", 5, { disputeId: "a" }),
      event("reversed", 6, { reason: "by hand" }),
    ],
    "two disputes whose outcomes contradict each other": [
      event("received", 1),
      event("disputed", 2, { disputeId: "a", amount: 700 }),
      event("dispute_won", 5, { disputeId: "a" }),
      event("dispute_lost", 5, { disputeId: "a", amount: 600 }),
      event("dispute_lost", 3, { disputeId: "b", amount: 300 }),
      event("dispute_won", 4, { disputeId: "b" }),
      event("refunded", 2, { amount: 10_001, eventId: "all" }),
    ],
    "totals of refunds that fall, and parts between them": [
      event("received", 1),
      event("refunded", 2, { refundedTotal: amountMinor(3_000), asOf: true, eventId: "t1" }),
      event("refunded", 3, { amount: 500, eventId: "r1" }),
      event("refunded", 4, { refundedTotal: amountMinor(0), asOf: true, eventId: "t2" }),
      event("refunded", 4, { refundedTotal: amountMinor(200), asOf: true, eventId: "t3" }),
      event("refunded", 5, { amount: 700, eventId: "r2" }),
    ],
    "a release by hand at any moment": [
      event("received", 1),
      event("released", 2, { reason: "by hand" }),
      event("refunded", 3, { amount: 3_333, eventId: "r1" }),
      event("refunded", 4, { amount: 3_333, eventId: "r2" }),
      event("refund_voided", 5, { voids: "r2" }),
      event("dispute_lost", 6, { amount: 500 }),
    ],
    "reviews, which stop a release and move no money": [
      event("review_opened", 1, { reason: "odd" }),
      event("received", 2),
      event("refunded", 3, { amount: 999 }),
      event("disputed", 3),
      event("cancelled", 4, { eventId: "c" }),
      event("refund_voided", 5, { voids: "c" }),
      event("review_opened", 6, { reason: "odder" }),
    ],
    "seven of every kind": [
      event("received", 1),
      event("received", 4),
      event("refunded", 2, { amount: 3_333, eventId: "r" }),
      event("disputed", 2, { amount: 900 }),
      event("dispute_lost", 6),
      event("cancelled", 7, { eventId: "c" }),
      event("refund_voided", 8, { voids: "c" }),
    ],
  };

  test.each(Object.entries(sets))("never changes where an order ends: %s", (_, events) => {
    const expected = run(events);
    for (const sequence of permutationsOf(events)) expect(run(sequence)).toEqual(expected);
    expect(netOf(expected.wallet)).toBe(expected.earned - expected.reversed);
  });

  test("never changes what is kept while each is told again and again", () => {
    const events = sets["seven of every kind"] ?? [];
    const expected = run(events).posted;
    for (const sequence of permutationsOf(events.slice(0, 5))) {
      const repeated = [...sequence, ...events.slice(5)];
      expect(run(repeated).posted).toEqual(expected);
    }
  });

  test("a refund before its order ends as one after it", () => {
    const refund = event("refunded", 1, { amount: 3_333 });
    expect(run([refund]).wallet).toMatchObject({ pending: 667 });
    const state = stateOf(ORDER, [refund]);
    const atOnce = intentsTo(targetOf(COMMISSION, ORDER.amount, state), COMMISSION, NOTHING_POSTED);
    expect(atOnce.intents).toEqual([
      { kind: "earn", amount: 1_000, phase: "pending" },
      { kind: "reverse", amount: 333, phase: "pending" },
    ]);
  });

  test("a full refund leaves nothing, at any moment, and a debt after the payout", () => {
    const release = event("released", 8);
    const events = [event("received", 1), release, event("refunded", 9)];
    expect(run(events).wallet).toEqual(EMPTY_WALLET);
    const paidOut: Wallet = { ...EMPTY_WALLET, paid: COMMISSION };
    const taken = postingsOf(paidOut, "reverse", "released", COMMISSION);
    expect(taken).toEqual({
      kind: "postings",
      postings: [{ kind: "reverse", debit: "debt", credit: "commissions", amount: 1_000 }],
    });
  });

  test("repeating a fold posts nothing", () => {
    const events = [event("received", 1), event("refunded", 2, { amount: 3_333 })];
    const { posted } = run(events);
    const again = intentsTo(targetOf(COMMISSION, ORDER.amount, stateOf(ORDER, events)), COMMISSION, posted);
    expect(again).toEqual({ intents: [], posted });
  });

  test("what is kept follows the contract's arithmetic", () => {
    const kept = (refunds: number) => keptOf(COMMISSION, ORDER.amount, amountMinor(refunds));
    expect([0, 3_333, 6_666, 10_001].map(kept)).toEqual([1_000, 667, 334, 0]);
  });
});
