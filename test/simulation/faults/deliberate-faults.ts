/** Mistakes planted into the real code, one at a time: the simulation has to find every one of them. */
import type { PlantedFault } from "../../support/planted-fault.ts";
import { DELIVERY_FAULTS } from "./delivery-faults.ts";
import { MONEY_FAULTS } from "./money-faults.ts";
import { MOVE_FAULTS } from "./move-faults.ts";
import { NOTIFICATION_FAULTS } from "./notification-faults.ts";
import { OPERATOR_FAULTS } from "./operator-faults.ts";
import { OUTSIDE_FAULTS } from "./outside-faults.ts";
import { RISK_FAULTS } from "./risk-faults.ts";
import { VERSION_FAULTS } from "./version-faults.ts";

const ORDER_FAULTS: readonly PlantedFault[] = [
  {
    name: "effects are written after the transaction of their cause",
    file: "durable-objects/commission-ledger/commission-ledger.ts",
    replaces: `      effects.commit(this.#stores);
      return result;`,
    by: `      void Promise.resolve().then(() => effects.commit(this.#stores)).catch(() => {});
      return result;`,
  },
  {
    name: "who joined by being bound is bound for ever",
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
    name: "money taken back after the release is taken from what is held",
    file: "domain/settlement/intent.ts",
    replaces: `amount: amountMinor(kept - target.kept), phase });`,
    by: `amount: amountMinor(kept - target.kept), phase: phase === "released" ? "held" : phase });`,
  },
  {
    name: "a late repeat of a batch collects what was approved since",
    file: "durable-objects/account-book/payouts/payout-storage.ts",
    replaces: "if (first.toArray().length > 0) {",
    by: "if (first.toArray().length >= 0) {",
  },
  {
    name: "two payouts of one promoter are open at once",
    file: "durable-objects/account-book/payouts/payout-desk.ts",
    replaces: "const open = this.#payouts.open(promoter);",
    by: "const open = this.#payouts.byNumber(promoter, 0);",
  },
  {
    name: "an adjustment is made again with each repeat",
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
    name: "an order that changed while it was projected counts as projected",
    file: "durable-objects/commission-ledger/read-model/read-model-storage.ts",
    replaces: "ON o.row = done.value ->> 0 AND o.version = done.value ->> 1)`,",
    by: "ON o.row = done.value ->> 0)`,",
  },
  {
    name: "an order that was decided is decided again",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "if (before?.decided === true) return this.#repeated(",
    by: "if (before?.decided === true && before.row < 0) return this.#repeated(",
  },
  {
    name: "a refund gives a campaign's budget nothing back",
    file: "durable-objects/commission-ledger/order-budget.ts",
    replaces: "known !== cost) tell(",
    by: "known < cost) tell(",
  },
  {
    name: "a question that is repeated gets no answer",
    file: "durable-objects/account-book/budgets/budget-storage.ts",
    replaces: '"SELECT seq, granted FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? ORDER BY seq"',
    by: '"DELETE FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? RETURNING seq, granted"',
  },
  {
    name: "an answer is taken for an order and not settled",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "this.settle(stored, effects, nowMs, { granted });",
    by: "this.settle(stored, effects, nowMs);",
  },
  {
    name: "what was refunded still counts as sold",
    file: "durable-objects/commission-ledger/order-sales.ts",
    replaces: "if (change === 0) return;",
    by: "if (change <= 0) return;",
  },
  {
    name: "a reservation whose proposal never came is kept for ever",
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: `this.#put(stored, before, ZERO);
    this.#storage.drop(reservation);`,
    by: "this.#storage.drop(reservation);",
  },
  {
    name: "an order goes by the newest settings",
    file: "worker/configuration/as-of.ts",
    replaces: "const settings = versionAt(program.settings, atMs) ?? program.settings[0];",
    by: "const settings = program.settings.at(-1) ?? program.settings[0];",
  },
  {
    name: "an order goes by the newest rules",
    file: "worker/configuration/as-of.ts",
    replaces: "return (versionAt(program.rules, atMs) ?? program.rules[0])?.value ?? NO_RULES;",
    by: "return program.rules.at(-1)?.value ?? NO_RULES;",
  },
];

const SUBJECTS = [
  DELIVERY_FAULTS,
  NOTIFICATION_FAULTS,
  ORDER_FAULTS,
  MOVE_FAULTS,
  VERSION_FAULTS,
  OUTSIDE_FAULTS,
  OPERATOR_FAULTS,
  MONEY_FAULTS,
  RISK_FAULTS,
];

export const DELIBERATE_FAULTS = SUBJECTS.flat();

/** One of each subject: `npm test` looks for these, and `npm run test:full` for all. */
export const EVERYDAY_FAULTS = SUBJECTS.flatMap((faults) => faults.slice(0, 1));
