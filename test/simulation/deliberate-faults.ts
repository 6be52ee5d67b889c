/** Mistakes planted into the real code, one at a time: the simulation has to find every one of them. */
import type { DeliberateFault } from "./deliberate-fault.ts";
import { DELIVERY_FAULTS } from "./delivery-faults.ts";
import { MOVE_FAULTS } from "./move-faults.ts";
import { OUTSIDE_FAULTS } from "./outside-faults.ts";
import { VERSION_FAULTS } from "./version-faults.ts";

export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [
  ...DELIVERY_FAULTS,
  {
    name: "effects are written after the transaction of their cause",
    seed: 5,
    small: 50,
    file: "durable-objects/commission-ledger/commission-ledger.ts",
    replaces: `      effects.commit(this.#stores);
      return result;`,
    by: `      void Promise.resolve().then(() => effects.commit(this.#stores)).catch(() => {});
      return result;`,
  },
  {
    name: "who joined by being bound is bound for ever",
    seed: 6,
    small: 66,
    file: "durable-objects/journey/journey.ts",
    replaces: `if (pair.receiverClass === "tree") this.#endForPromoters(joinedBy(messages, answer));`,
    by: "void messages;",
  },
  {
    name: "what a page told stays beside what its merchant told",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "if (other?.decided === true) this.#close(other, effects, nowMs);",
    by: "",
  },
  {
    name: "what a merchant told of a page's order is lost with it",
    file: "durable-objects/commission-ledger/page-orders/page-orders.ts",
    replaces: "    this.#storage.copyMerchantEvents(other.row, row);",
    by: "",
  },
  {
    name: "what is kept is rounded down",
    small: 93,
    file: "domain/commission/remaining.ts",
    replaces: `amount, "ceil")`,
    by: `amount, "floor")`,
  },
  {
    name: "a refund that was voided still counts",
    small: 84,
    file: "domain/order/refunds.ts",
    replaces: `if (kind !== "refund_voided") continue;`,
    by: `if (kind !== "refund_voided" || eventId !== undefined) continue;`,
  },
  {
    name: "a clawback takes no more than is available and forgets the rest",
    small: 42,
    file: "domain/ledger/posting.ts",
    replaces: `{ kind, debit: "debt", credit: to, amount: minus(amount, taken) },`,
    by: "",
  },
  {
    name: "a release does not pay the debt first",
    small: 71,
    file: "domain/ledger/posting.ts",
    replaces: "const toDebt = least(wallet.debt, amount);",
    by: "const toDebt = ZERO;",
  },
  {
    name: "an order is released while a dispute is open",
    small: 70,
    file: "domain/order/order-state.ts",
    replaces: "openDisputes > 0 || underReview);",
    by: "underReview);",
  },
  {
    name: "of two outcomes of a dispute the one that came last counts",
    seed: 8,
    small: 99,
    file: "domain/order/disputes.ts",
    replaces: "if (a.occurredAtMs !== b.occurredAtMs) return a.occurredAtMs - b.occurredAtMs;",
    by: "return 0;",
  },
  {
    name: "money taken back after the release is taken from what is held",
    small: 70,
    file: "domain/settlement/intent.ts",
    replaces: `amount: amountMinor(kept - target.kept), phase });`,
    by: `amount: amountMinor(kept - target.kept), phase: phase === "released" ? "held" : phase });`,
  },
  {
    name: "a late repeat of a batch collects what was approved since",
    seed: 78,
    file: "durable-objects/account-book/payouts/payout-storage.ts",
    replaces: "if (first.toArray().length > 0) {",
    by: "if (first.toArray().length >= 0) {",
  },
  {
    name: "a book that gave no answer has nothing to pay out",
    seed: 139,
    file: "durable-objects/account-book/payouts/payout-batches.ts",
    replaces: "await this.#collectFrom(book, this.#idOf(number));",
    by: "await this.#collectFrom(book, this.#idOf(number)).catch(() => []);",
  },
  {
    name: "two payouts of one promoter are open at once",
    small: 93,
    file: "durable-objects/account-book/payouts/payout-desk.ts",
    replaces: "const open = this.#payouts.open(promoter);",
    by: "const open = this.#payouts.byNumber(promoter, 0);",
  },
  {
    name: "a failed payout keeps the money set aside",
    seed: 12,
    file: "domain/payout/payout-postings.ts",
    replaces: `    case "failed":
`,
    by: `      return payIn("payout_given_back", "reserved", wallet, gross);
    case "failed":
      return [];
`,
  },
  {
    name: "an adjustment is made again with each repeat",
    seed: 4,
    small: 52,
    file: "durable-objects/account-book/wallets/adjustment.ts",
    replaces: "const known = storage.adjustments.byKey(promoter, key);",
    by: `const known = storage.adjustments.byKey(promoter, key);
  if (known !== null) new Bookkeeping(storage).commit();
  if (known !== null && storage.tip(promoter).wallet.pending > 0) {
    const again = new Bookkeeping(storage);
    again.post(payIn("bonus", "adjustments", again.wallet(promoter), amount), {
      promoter, orderId: null, reference: known.id, occurredAtMs: nowMs,
    });
    again.commit();
  }`,
  },
  {
    name: "a read model takes an older version over a newer one",
    seed: 20,
    small: 93,
    file: "worker/read-models/order-projection.tables.ts",
    replaces: "WHERE excluded.version > orders.version RETURNING",
    by: "RETURNING",
  },
  {
    name: "an order that changed while it was projected counts as projected",
    seed: 334,
    file: "durable-objects/commission-ledger/read-model/read-model-storage.ts",
    replaces: "ON o.row = done.value ->> 0 AND o.version = done.value ->> 1)`,",
    by: "ON o.row = done.value ->> 0)`,",
  },
  {
    name: "an order that was decided is decided again",
    small: 42,
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "if (before?.decided === true) return this.#repeated(",
    by: "if (before?.decided === true && before.row < 0) return this.#repeated(",
  },
  {
    name: "a refund gives a campaign's budget nothing back",
    small: 84,
    file: "durable-objects/commission-ledger/order-budget.ts",
    replaces: "known !== cost) tell(",
    by: "known < cost) tell(",
  },
  {
    name: "what a voided refund brings back is kept before the budget was asked",
    small: 92,
    file: "domain/settlement/restoration.ts",
    replaces: "return isFree ?",
    by: "return isFree || !isFree ?",
  },
  {
    name: "a budget grants what it is asked for, room or not",
    small: 109,
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: 'row.kind === "respend" ? least(row.amount, roomOf(stored)) : ZERO',
    by: 'row.kind === "respend" ? row.amount : ZERO',
  },
  {
    name: "what a budget did not grant is kept all the same",
    small: 109,
    file: "domain/settlement/restoration.ts",
    replaces: "return keeping === null ? most : least(most, keeping);",
    by: "return most;",
  },
  {
    name: "a question that is repeated gets no answer",
    seed: 21,
    small: 81,
    file: "durable-objects/account-book/budgets/budget-storage.ts",
    replaces: '"SELECT seq, granted FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? ORDER BY seq"',
    by: '"DELETE FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? RETURNING seq, granted"',
  },
  {
    name: "an answer is taken for an order and not settled",
    small: 88,
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "this.settle(stored, effects, nowMs, { granted });",
    by: "this.settle(stored, effects, nowMs);",
  },
  {
    name: "what was refunded still counts as sold",
    small: 93,
    file: "durable-objects/commission-ledger/order-sales.ts",
    replaces: "if (change === 0) return;",
    by: "if (change <= 0) return;",
  },
  {
    name: "a reservation whose proposal never came is kept for ever",
    small: 88,
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: `this.#put(stored, before, ZERO);
    this.#storage.drop(reservation);`,
    by: "this.#storage.drop(reservation);",
  },
  {
    name: "an order goes by the newest settings",
    seed: 10,
    small: 43,
    file: "worker/configuration/as-of.ts",
    replaces: "const settings = versionAt(program.settings, atMs) ?? program.settings[0];",
    by: "const settings = program.settings.at(-1) ?? program.settings[0];",
  },
  {
    name: "an order goes by the newest rules",
    seed: 22,
    small: 57,
    file: "worker/configuration/as-of.ts",
    replaces: "return (versionAt(program.rules, atMs) ?? program.rules[0])?.value ?? NO_RULES;",
    by: "return program.rules.at(-1)?.value ?? NO_RULES;",
  },
  {
    name: "a click after its order counts",
    seed: 13,
    small: 73,
    file: "domain/attribution/judge.ts",
    replaces: 'source === "order" ? LIMITS.tokenGraceMs : 0',
    by: 'source === "order" ? LIMITS.tokenGraceMs * 60 : 0',
  },
  {
    name: "the cap cuts the lowest level first",
    small: 63,
    file: "domain/commission/cap.ts",
    replaces: "b.level - a.level",
    by: "a.level - b.level",
  },
  ...MOVE_FAULTS,
  ...VERSION_FAULTS,
  ...OUTSIDE_FAULTS,
];
