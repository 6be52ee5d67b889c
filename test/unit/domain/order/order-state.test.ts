import { amountMinor } from "../../../../domain/kernel/money.ts";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";
import { stateOf } from "../../../../domain/order/order-state.ts";
import { basis, event, PLACED_AT_MS } from "../../../support/orders/order-events.ts";

describe("where an order stands", () => {
  test("a paid order waits for its receipt, then for the end of its hold", () => {
    const order = basis(1_000);
    expect(stateOf(order, [])).toMatchObject({
      phase: "pending",
      due: { kind: "auto_receive", atMs: PLACED_AT_MS + 15 * DAY_MS },
    });
    expect(stateOf(order, [event("received", 2)])).toMatchObject({
      phase: "held",
      holdEndsAtMs: PLACED_AT_MS + 9 * DAY_MS,
      due: { kind: "release", atMs: PLACED_AT_MS + 9 * DAY_MS },
    });
  });

  test("the earliest receipt counts", () => {
    const state = stateOf(basis(1_000), [event("received", 5), event("received", 2), event("received", 9)]);
    expect(state.receivedAtMs).toBe(PLACED_AT_MS + 2 * DAY_MS);
  });

  test("a receipt told as before the order starts the hold with the order", () => {
    expect(stateOf(basis(1_000), [event("received", -3)]).holdEndsAtMs).toBe(PLACED_AT_MS + 7 * DAY_MS);
  });

  test("with holdStartsAt paid the hold runs from the payment", () => {
    const settlement = { holdPeriodMs: 0, holdStartsAt: "paid", autoReceiveAfterMs: null } as const;
    expect(stateOf(basis(1_000, { settlement }), [])).toMatchObject({
      phase: "held",
      due: { kind: "release", atMs: PLACED_AT_MS },
    });
  });

  test("a reversal by hand takes all until it is taken back by hand, in turn; what was refunded stays so", () => {
    const [reversed, restored] = [event("reversed", 3), event("reversal_voided", 4)];
    const refund = event("refunded", 2, { amount: 300 });
    const reversedOf = (...events: Parameters<typeof stateOf>[1]) => stateOf(basis(1_000), events).reversed;
    expect(reversedOf(refund, reversed)).toBe(1_000);
    expect(reversedOf(refund, reversed, restored)).toBe(300);
    expect(reversedOf(refund, reversed, restored, reversed)).toBe(1_000);
    expect(reversedOf(restored, refund)).toBe(300);
    expect(reversedOf(event("cancelled", 1), reversed, restored)).toBe(1_000);
    // A merchant's word about refunds takes back no operator's reversal.
    expect(reversedOf(reversed, event("refund_voided", 5, { voids: reversed.eventId }))).toBe(1_000);
  });

  test.each(["credited", "manually_credited"] as const)(
    "what was released when nobody had earned it is released again, once the review of what was %s is over",
    (kind) => {
      const settlement = { holdPeriodMs: DAY_MS, holdStartsAt: "paid", autoReceiveAfterMs: null } as const;
      const order = basis(1_000, { settlement, startsUnderReview: true, reviewWithinMs: 7 * DAY_MS });
      const [early, credited] = [event("released", 1), event(kind, 2)];
      expect(stateOf(order, [early, credited])).toMatchObject({
        phase: "held",
        releasedAtMs: null,
        underReview: true,
        due: { kind: "end_review", atMs: PLACED_AT_MS + 9 * DAY_MS },
      });
      const cleared = [early, credited, event("review_cleared", 3)];
      expect(stateOf(order, cleared)).toMatchObject({
        phase: "held",
        due: { kind: "release", atMs: PLACED_AT_MS + DAY_MS, isAgain: true },
      });
      expect(stateOf(order, [...cleared, event("released", 4)])).toMatchObject({
        phase: "released",
        releasedAtMs: PLACED_AT_MS + 4 * DAY_MS,
        due: null,
      });
      const unsuspected = { ...order, startsUnderReview: false };
      expect(stateOf(unsuspected, [early, credited]).phase).toBe("released");
      // A review that was open when it was credited holds it as well, and one that is opened later does not.
      const opened = event("review_opened", 1);
      expect(stateOf(unsuspected, [early, opened, credited])).toMatchObject({
        phase: "held",
        underReview: true,
      });
      expect(stateOf(unsuspected, [early, credited, opened]).phase).toBe("released");
      expect(stateOf(unsuspected, [early, opened]).phase).toBe("released");
    },
  );

  test("refunds add up and stop at the order's amount", () => {
    const events = [event("refunded", 1, { amount: 600 }), event("refunded", 2, { amount: 600 })];
    expect(stateOf(basis(1_000), events).reversed).toBe(1_000);
  });

  test("a refund without amount, and a cancellation, take all", () => {
    expect(stateOf(basis(1_000), [event("refunded", 1)]).reversed).toBe(1_000);
    expect(stateOf(basis(1_000), [event("cancelled", 1)]).reversed).toBe(1_000);
  });

  test("refunds and a lost dispute together stop at the order's amount", () => {
    const events = [event("refunded", 1, { amount: 600 }), event("dispute_lost", 2, { amount: 600 })];
    expect(stateOf(basis(1_000), events).reversed).toBe(1_000);
  });

  test("of totals of refunds the greatest counts, where it is more than the amounts together", () => {
    const total = (refundedTotal: number) =>
      event("refunded", 1, { refundedTotal: amountMinor(refundedTotal) });
    const part = event("refunded", 2, { amount: 300 });
    expect(stateOf(basis(1_000), [total(500), total(200), part]).reversed).toBe(500);
    expect(stateOf(basis(1_000), [total(200), part, event("refunded", 3, { amount: 300 })]).reversed).toBe(
      600,
    );
    expect(stateOf(basis(1_000), [total(2_000)])).toMatchObject({ reversed: 1_000, isGone: true });
  });

  test("the amendment that happened last says what the order is worth, and what was taken back stops there", () => {
    const amended = (day: number, amount: number) => event("amended", day, { amount });
    const refund = event("refunded", 1, { amount: 700 });
    expect(stateOf(basis(1_000), [amended(3, 500), refund, amended(2, 2_000)])).toMatchObject({
      amount: 500,
      reversed: 500,
      isGone: true,
      due: null,
    });
    expect(stateOf(basis(1_000), [refund, amended(2, 2_000)])).toMatchObject({
      amount: 2_000,
      reversed: 700,
    });
    expect(stateOf(basis(1_000), [amended(2, 0)])).toMatchObject({ amount: 0, reversed: 0, isGone: true });
  });

  test.each([
    ["cancelled", {}],
    ["refunded", {}],
    ["reversed", {}],
    ["dispute_lost", {}],
  ] as const)(
    "an order of nothing is gone once it is %s, and until then it ripens like any other",
    (kind, more) => {
      const received = event("received", 1);
      expect(stateOf(basis(0), [received])).toMatchObject({ isGone: false, due: { kind: "release" } });
      const gone = stateOf(basis(0), [event(kind, 2, more), received]);
      expect(gone).toMatchObject({ isGone: true, due: null, worth: { reversed: 0, isNothing: true } });
    },
  );

  test("an order of nothing for which something was paid is gone once all of that was given back", () => {
    const terms = { ...basis(0), paid: amountMinor(700) };
    const part = event("refunded", 1, { amount: 300, ofPaid: true, eventId: "a" });
    expect(stateOf(terms, [part]).isGone).toBe(false);
    const rest = event("refunded", 2, { amount: 400, ofPaid: true, eventId: "b" });
    expect(stateOf(terms, [part, rest])).toMatchObject({ isGone: true, worth: { isNothing: true } });
  });

  test("an order of nothing comes back with the void of what called it off, and a refund of 0 takes nothing", () => {
    const off = event("cancelled", 1, { eventId: "off" });
    const voided = event("refund_voided", 2, { voids: "off" });
    expect(stateOf(basis(0), [voided, off])).toMatchObject({ isGone: false, worth: { reversed: 0 } });
    expect(stateOf(basis(0), [event("refunded", 1, { amount: 0 })]).isGone).toBe(false);
  });

  test("a reversal by an operator takes all, and leaves nothing to release", () => {
    const events = [event("received", 1), event("reversed", 2)];
    expect(stateOf(basis(1_000), events)).toMatchObject({ reversed: 1_000, due: null });
  });

  test("a voided refund counts nothing, also when the void came first", () => {
    const refund = event("refunded", 1, { amount: 400, eventId: "r" });
    const voided = event("refund_voided", 2, { voids: "r" });
    expect(stateOf(basis(1_000), [refund, voided]).reversed).toBe(0);
    expect(stateOf(basis(1_000), [voided, refund]).reversed).toBe(0);
  });

  test("an open dispute stops the release, which is then due at the hold's original end", () => {
    const received = event("received", 1);
    const opened = event("disputed", 2, { disputeId: "d" });
    expect(stateOf(basis(1_000), [received, opened])).toMatchObject({ openDisputes: 1, due: null });
    const won = event("dispute_won", 30, { disputeId: "d" });
    expect(stateOf(basis(1_000), [received, opened, won])).toMatchObject({
      openDisputes: 0,
      reversed: 0,
      due: { kind: "release", atMs: PLACED_AT_MS + 8 * DAY_MS },
    });
  });

  test("a lost dispute counts its own amount, else the disputed one, else all", () => {
    const opened = event("disputed", 1, { amount: 300 });
    expect(stateOf(basis(1_000), [opened, event("dispute_lost", 2, { amount: 200 })]).reversed).toBe(200);
    expect(stateOf(basis(1_000), [opened, event("dispute_lost", 2)]).reversed).toBe(300);
    expect(stateOf(basis(1_000), [event("dispute_lost", 2)]).reversed).toBe(1_000);
  });

  test("of two outcomes of one dispute the later decides", () => {
    const lost = event("dispute_lost", 2, { amount: 500 });
    const won = event("dispute_won", 3);
    expect(stateOf(basis(1_000), [won, lost]).reversed).toBe(0);
    expect(stateOf(basis(1_000), [lost, event("dispute_won", 1)]).reversed).toBe(500);
  });

  test("a review stops the release until it is cleared", () => {
    const received = event("received", 1);
    const opened = event("review_opened", 2);
    expect(stateOf(basis(1_000), [received, opened])).toMatchObject({ underReview: true, due: null });
    const cleared = event("review_cleared", 3);
    expect(stateOf(basis(1_000), [received, opened, cleared]).due).toMatchObject({ kind: "release" });
  });

  test("what is released is never put back on hold", () => {
    const events = [
      event("received", 1),
      event("released", 8),
      event("disputed", 9),
      event("review_opened", 9),
    ];
    expect(stateOf(basis(1_000), events)).toMatchObject({ phase: "released", due: null });
  });

  test("an order over nothing is released like any other", () => {
    expect(stateOf(basis(0), [event("received", 1)]).due).toMatchObject({ kind: "release" });
  });

  test("nothing is due for an order that was taken back as a whole", () => {
    expect(stateOf(basis(1_000), [event("received", 1), event("cancelled", 2)]).due).toBeNull();
    expect(stateOf(basis(1_000), [event("cancelled", 2)]).due).toBeNull();
  });
});
