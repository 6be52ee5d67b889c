/** Mistakes in what an order's events come to, and in what is owed for them. */
import type { Mutant } from "../mutant.ts";

const FOLD = "domain/order/order-state.ts";
const REFUNDS = "domain/order/refunds.ts";
const REFUNDS_TEST = "test/unit/domain/order/refunds.test.ts";
const FORETOLD = "dashboard/desk/orders/foretold.ts";
const FORETOLD_TEST = "test/unit/dashboard/desk/orders/foretold.test.ts";
const FOLD_TEST = "test/unit/domain/order/order-state.test.ts";
const WORTH_TEST = "test/property/order-worth.test.ts";
const POSTING_TEST = "test/unit/domain/ledger/posting.test.ts";

export const FOLDING: readonly Mutant[] = [
  {
    name: "F1 the latest receipt counts",
    file: FOLD,
    replaces: "Math.min(...times)",
    by: "Math.max(...times)",
    foundBy: [FOLD_TEST],
  },
  {
    name: "F2 the disputed amount stands over the lost one",
    file: "domain/order/disputes.ts",
    replaces: "closing.amount === undefined ? disputed : closing",
    by: "disputed ?? closing",
    foundBy: [FOLD_TEST],
  },
  {
    name: "F3 an operator's reversal is forgotten",
    file: REFUNDS,
    replaces: `return last?.kind === "reversed";`,
    by: "return false;",
    foundBy: [FOLD_TEST],
  },
  {
    name: "an order of nothing cannot be called off",
    file: FOLD,
    replaces: "goods.amount === 0 && (order.amount > 0 || isAllLost || isAllGivenBack(share, events))",
    by: "goods.amount === 0 && (order.amount > 0 || isAllLost)",
    foundBy: [FOLD_TEST],
  },
  {
    name: "a lost dispute over all of a lead takes nothing",
    file: FOLD,
    replaces: "goods.amount === 0 && (order.amount > 0 || isAllLost || isAllGivenBack(share, events))",
    by: "goods.amount === 0 && (order.amount > 0 || isAllGivenBack(share, events))",
    foundBy: [FOLD_TEST],
  },
  {
    name: "F4 a receipt comes by itself a day late",
    file: FOLD,
    replaces: "order.occurredAtMs + order.settlement.autoReceiveAfterMs }",
    by: "order.occurredAtMs + order.settlement.autoReceiveAfterMs + 86_400_000 }",
    foundBy: [FOLD_TEST],
  },
  {
    name: "F5 nothing is held",
    file: FOLD,
    replaces: "holdStartsAtMs + order.settlement.holdPeriodMs",
    by: "holdStartsAtMs",
    foundBy: [FOLD_TEST],
  },
  {
    name: "a review that was cleared goes on",
    file: "domain/order/review.ts",
    replaces: `kind === "review_cleared"`,
    by: `kind === "review_cleared" && !terms.startsUnderReview`,
    foundBy: [FOLD_TEST],
  },
  {
    name: "refunds and lost disputes add up beyond the order",
    file: REFUNDS,
    replaces: "return least(worth, amountMinor(ofWorth",
    by: "return amountMinor(amountMinor(ofWorth",
    foundBy: [FOLD_TEST],
  },
  {
    name: "totals of refunds add up",
    file: REFUNDS,
    replaces: "Math.max(most, (one.refundedTotal ?? 0) - voidedSince(one, own, voided)),",
    by: "most + (one.refundedTotal ?? 0),",
    foundBy: [FOLD_TEST],
  },
  {
    name: "what is refunded of a payment is taken whole off what commission is earned on",
    file: REFUNDS,
    replaces: `mulDiv(amount, worth, paid, "floor")`,
    by: "amountMinor(amount)",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "a total still counts a refund that failed after it",
    file: REFUNDS,
    replaces: "return isCounted ? sum + amount : sum;",
    by: "return sum;",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "totals of two payments are one",
    file: REFUNDS,
    replaces: "({ payment }) => payment === name)",
    by: "() => true)",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "a part beside a greater total is told as a part",
    file: FORETOLD,
    replaces: "return foretold(order, asTotal).reversed === wanted ? asTotal : asPart;",
    by: "return asPart;",
    foundBy: [FORETOLD_TEST],
  },
  {
    name: "a new total counts what was refunded of another sum",
    file: REFUNDS,
    replaces: `kind === "refunded" && ofPaid !== true && payment === undefined,`,
    by: `kind === "refunded" && payment === undefined,`,
    foundBy: [FORETOLD_TEST],
  },
  {
    name: "what changed since it was seen is told of all the same",
    file: "dashboard/desk/orders/tell-once.ts",
    replaces: "if (shownOf(seen) !== shownOf(now))",
    by: "if (seen.orderId !== now.orderId)",
    foundBy: ["test/unit/dashboard/desk/orders/tell-once.test.ts"],
  },
  {
    name: "the amendment that came last counts, whenever it happened",
    file: "domain/order/worth.ts",
    replaces: "if (last === undefined || isAfter(event, last)) last = event;",
    by: "last = event;",
    foundBy: [WORTH_TEST],
  },
  {
    name: "a refund of items takes back more than was sold of them",
    file: "domain/order/worth.ts",
    replaces: "least(most, amountMinor(amount))",
    by: "amountMinor(amount)",
    foundBy: [WORTH_TEST],
  },
  {
    name: "what was taken back beside items is taken off them as well",
    file: "domain/commission/remaining.ts",
    replaces: "in: BigInt(goods.amount - byName) }",
    by: "in: BigInt(goods.amount) }",
    foundBy: [WORTH_TEST],
  },
  {
    name: "a dispute without a name is another one each time",
    file: "domain/order/disputes.ts",
    replaces: "event.disputeId ?? DEFAULT_DISPUTE",
    by: "event.disputeId ?? event.eventId",
    foundBy: [FOLD_TEST],
  },
  {
    name: "K1 an event of the same id with another amount is taken for a repeat",
    file: "domain/order/same-event.ts",
    replaces: "stored.amount === received.amount &&",
    by: "",
    foundBy: ["test/unit/domain/order/same-event.test.ts"],
  },
  {
    name: "an order of another amount is taken for a repeat",
    file: "domain/order/same-order.ts",
    replaces: "stored.amount === received.amount &&",
    by: "",
    foundBy: ["test/unit/domain/order/same-order.test.ts"],
  },
  {
    name: "a commission that was reversed whole is earned again",
    file: "domain/settlement/intent.ts",
    replaces: "if (!earned && commission > 0) {",
    by: "if ((!earned || kept === 0) && commission > 0) {",
    foundBy: ["test/unit/domain/settlement/intent.test.ts"],
  },
  {
    name: "what is held is released though nothing was moved",
    file: "domain/settlement/intent.ts",
    replaces: `phase = phase === "pending" ? "held" : "released";`,
    by: `phase = "released";`,
    foundBy: ["test/unit/domain/settlement/intent.test.ts"],
  },
  {
    name: "a release takes what is not held",
    file: "domain/ledger/posting.ts",
    replaces: `if (wallet.held < amount) return { kind: "refused", reason: "insufficient_held" };`,
    by: "",
    foundBy: [POSTING_TEST],
  },
  {
    name: "a restoration after the release does not pay the debt",
    file: "domain/ledger/posting.ts",
    replaces: `done(payIn("restore", "commissions", wallet, amount))`,
    by: `done([{ kind: "restore", debit: "commissions", credit: "available", amount }])`,
    foundBy: [POSTING_TEST],
  },
  {
    name: "K2 heads that are known outside are not looked at",
    file: "domain/ledger/verification.ts",
    replaces: "(this.#expected.get(sequence) ?? []).every((head) => head === hash)",
    by: "true",
    foundBy: ["test/unit/domain/ledger/verification.test.ts"],
  },
  {
    name: "a journal's tail is cut off unseen",
    file: "domain/ledger/verification.ts",
    replaces: "sequence < Math.max(0, ...this.#expected.keys())",
    by: "false",
    foundBy: ["test/unit/domain/ledger/verification.test.ts"],
  },
];
