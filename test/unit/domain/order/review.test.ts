/** Reviews end by a person; where none came, those that signs opened end by the clock. */
import { expect, test } from "vitest";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";
import { stateOf } from "../../../../domain/order/order-state.ts";
import { basis, event, PLACED_AT_MS } from "../../../support/orders/order-events.ts";

const SIGNED = { startsUnderReview: true, reviewedFromMs: PLACED_AT_MS + 5, reviewWithinMs: 7 * DAY_MS };
const FOUND = { risk: { code: "ring", weight: 3, facts: {} } } as const;
const received = event("received", 1);

test("an order that starts under review leaves it by itself, and is released when the hold is over", () => {
  const endsAtMs = PLACED_AT_MS + 5 + 7 * DAY_MS;
  expect(stateOf(basis(1_000, SIGNED), [received]).due).toEqual({ kind: "end_review", atMs: endsAtMs });
  const ended = event("review_cleared", 8);
  expect(stateOf(basis(1_000, SIGNED), [received, ended])).toMatchObject({
    underReview: false,
    wasReviewed: true,
    due: { kind: "release", atMs: PLACED_AT_MS + 8 * DAY_MS },
  });
});

test("what comes first is done first: the receipt before the end of the review", () => {
  const early = { holdPeriodMs: 0, holdStartsAt: "received", autoReceiveAfterMs: DAY_MS } as const;
  expect(stateOf(basis(1_000, { ...SIGNED, settlement: early }), []).due).toMatchObject({
    kind: "auto_receive",
  });
  const late = { ...early, autoReceiveAfterMs: 30 * DAY_MS };
  expect(stateOf(basis(1_000, { ...SIGNED, settlement: late }), []).due).toMatchObject({
    kind: "end_review",
  });
});

test("a finding begins a review anew, also after the release, which stands", () => {
  const found = event("review_opened", 3, FOUND);
  const due = { kind: "end_review", atMs: PLACED_AT_MS + 10 * DAY_MS };
  const terms = { ...SIGNED, startsUnderReview: false };
  expect(stateOf(basis(1_000, terms), [received, found])).toMatchObject({ underReview: true, due });
  const released = event("released", 2);
  expect(stateOf(basis(1_000, terms), [received, released, found])).toMatchObject({
    phase: "released",
    underReview: true,
    due,
  });
});

test("what a person opened a person ends, whatever is found meanwhile", () => {
  const byHand = event("review_opened", 2);
  const found = event("review_opened", 3, FOUND);
  expect(stateOf(basis(1_000, SIGNED), [received, byHand, found]).due).toBeNull();
  const cleared = event("review_cleared", 4);
  expect(stateOf(basis(1_000, SIGNED), [received, byHand, cleared, found]).due).toMatchObject({
    kind: "end_review",
  });
});

test("without a time a review waits for a person", () => {
  expect(stateOf(basis(1_000, { ...SIGNED, reviewWithinMs: null }), [received]).due).toBeNull();
});
