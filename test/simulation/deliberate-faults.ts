/** Mistakes planted into the real code, one at a time: the simulation has to find every one of them. */
import type { DeliberateFault } from "./deliberate-fault.ts";
import { MOVE_FAULTS } from "./move-faults.ts";
import { OUTSIDE_FAULTS } from "./outside-faults.ts";
import { VERSION_FAULTS } from "./version-faults.ts";

export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [
  {
    name: "a receiver applies repeated rows again",
    file: "durable-objects/delivery/inbox.ts",
    replaces: "const fresh = rows.filter((row) => row.seq > before.seq);",
    by: "const fresh = rows.map((row, index) => ({ ...row, seq: before.seq + 1 + index }));",
  },
  {
    name: "a receiver forgets how far it has come",
    file: "durable-objects/delivery/inbox.ts",
    replaces: "inbox.setLast(sender, last);",
    by: "",
  },
  {
    name: "a sender takes rows for delivered before they are answered",
    seed: 5,
    file: "durable-objects/delivery/outbox.ts",
    replaces: "const answer = await this.#owner.send(pair, messages);",
    by: `this.#storage.acknowledge(number, messages.at(-1)?.seq ?? 0);
        const answer = await this.#owner.send(pair, messages);`,
  },
  {
    name: "a sender gives a failed delivery up",
    seed: 3,
    file: "durable-objects/delivery/outbox.ts",
    replaces: "this.#owner.answered(() => this.#storage.postpone(number, this.#owner.now() + backoffMs));",
    by: "this.#owner.answered(() => this.#storage.acknowledge(number, this.#storage.pair(number).lastSeq));",
  },
  {
    name: "rows are numbered past the number that their pair has come to",
    file: "durable-objects/delivery/outbox-storage.ts",
    replaces: "lastSeq + 1 + at, JSON",
    by: "lastSeq + 2 + at, JSON",
  },
  {
    name: "nobody rescues an object whose alarm was lost",
    seed: 9,
    file: "durable-objects/object/waking-object.ts",
    replaces: `    await this.alarm();
    return { ...status`,
    by: "    return { ...status",
  },
  {
    name: "effects are written after the transaction of their cause",
    seed: 5,
    file: "durable-objects/commission-ledger/commission-ledger.ts",
    replaces: `      effects.commit(this.#stores);
      return result;`,
    by: `      void Promise.resolve().then(() => effects.commit(this.#stores)).catch(() => {});
      return result;`,
  },
  {
    name: "who joined by being bound is bound for ever",
    seed: 6,
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
    file: "domain/commission/remaining.ts",
    replaces: `amount, "ceil")`,
    by: `amount, "floor")`,
  },
  {
    name: "a refund that was voided still counts",
    file: "domain/order/order-state.ts",
    replaces: "if (voided.has(event.eventId)) continue;",
    by: "",
  },
  {
    name: "a clawback takes no more than is available and forgets the rest",
    file: "domain/ledger/posting.ts",
    replaces: `{ kind, debit: "debt", credit: to, amount: minus(amount, taken) },`,
    by: "",
  },
  {
    name: "a release does not pay the debt first",
    file: "domain/ledger/posting.ts",
    replaces: "const toDebt = least(wallet.debt, amount);",
    by: "const toDebt = ZERO;",
  },
  {
    name: "an order is released while a dispute is open",
    file: "domain/order/order-state.ts",
    replaces: "openDisputes > 0 || underReview);",
    by: "underReview);",
  },
  {
    name: "of two outcomes of a dispute the one that came last counts",
    seed: 8,
    file: "domain/order/disputes.ts",
    replaces: "if (a.occurredAtMs !== b.occurredAtMs) return a.occurredAtMs - b.occurredAtMs;",
    by: "return 0;",
  },
  {
    name: "money taken back after the release is taken from what is held",
    file: "domain/settlement/intent.ts",
    replaces: `amount: amountMinor(kept - target.kept), phase });`,
    by: `amount: amountMinor(kept - target.kept), phase: phase === "released" ? "held" : phase });`,
  },
  {
    name: "a late repeat of a batch collects what was approved since",
    seed: 48,
    file: "durable-objects/account-book/payouts/payout-storage.ts",
    replaces: "if (first.toArray().length > 0) {",
    by: "if (first.toArray().length >= 0) {",
  },
  {
    name: "a book that gave no answer has nothing to pay out",
    seed: 9,
    file: "durable-objects/account-book/payouts/payout-batches.ts",
    replaces: "await this.#collectFrom(book, this.#idOf(number));",
    by: "await this.#collectFrom(book, this.#idOf(number)).catch(() => []);",
  },
  {
    name: "two payouts of one promoter are open at once",
    file: "durable-objects/account-book/payouts/payout-desk.ts",
    replaces: `if (this.#payouts.open(promoter) !== null) return { kind: "refused", reason: "payout_open" };`,
    by: "",
  },
  {
    name: "a failed payout keeps the money set aside",
    seed: 4,
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
    file: "worker/read-models/order-projection.tables.ts",
    replaces: "WHERE excluded.version > orders.version RETURNING",
    by: "RETURNING",
  },
  {
    name: "an order that changed while it was projected counts as projected",
    seed: 85,
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
    name: "what a voided refund brings back is kept before the budget was asked",
    file: "domain/settlement/restoration.ts",
    replaces: "return isFree ?",
    by: "return isFree || !isFree ?",
  },
  {
    name: "a budget grants what it is asked for, room or not",
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: 'row.kind === "respend" ? least(row.amount, roomOf(stored)) : ZERO',
    by: 'row.kind === "respend" ? row.amount : ZERO',
  },
  {
    name: "what a budget did not grant is kept all the same",
    file: "domain/settlement/restoration.ts",
    replaces: "return least(amount, amountKeeping(kept, order.amount, asked));",
    by: "return least(amount, kept < 0 ? kept : amount);",
  },
  {
    name: "a question that is repeated gets no answer",
    seed: 8,
    file: "durable-objects/account-book/budgets/budget-storage.ts",
    replaces: '"SELECT seq, granted FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? ORDER BY seq"',
    by: '"DELETE FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? RETURNING seq, granted"',
  },
  {
    name: "an answer is taken for an order and not settled",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: "this.settle(stored, effects, nowMs, granted);",
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
    name: "a row is refused because storage failed",
    seed: 50,
    file: "durable-objects/object/failing-storage.ts",
    replaces: "return chainOf(error).some(",
    by: "return chainOf(error).length > 99 && chainOf(error).some(",
  },
  {
    name: "an alarm that has fired is believed to be set",
    seed: 2,
    file: "durable-objects/object/alarm.ts",
    replaces: `this.#setForMs = null;
    this.#isRunning = true;`,
    by: "this.#isRunning = true;",
  },
  {
    name: "an alarm that came too early is the last",
    seed: 9,
    file: "durable-objects/object/waking-object.ts",
    replaces: `await this.afterWork();
    this.#alarm.arm();`,
    by: "await this.afterWork();",
  },
  {
    name: "a delivery goes over a gap of its sender's numbers",
    seed: 310,
    file: "durable-objects/delivery/outbox.ts",
    replaces: "return end === -1 ? messages : messages.slice(0, end);",
    by: "return messages;",
  },
  {
    name: "an order goes by the newest settings",
    seed: 10,
    file: "worker/configuration/as-of.ts",
    replaces: "const settings = versionAt(program.settings, atMs) ?? program.settings[0];",
    by: "const settings = program.settings.at(-1) ?? program.settings[0];",
  },
  {
    name: "an order goes by the newest rules",
    seed: 22,
    file: "worker/configuration/as-of.ts",
    replaces: "return (versionAt(program.rules, atMs) ?? program.rules[0])?.value ?? NO_RULES;",
    by: "return program.rules.at(-1)?.value ?? NO_RULES;",
  },
  {
    name: "a click after its order counts",
    seed: 13,
    file: "domain/attribution/judge.ts",
    replaces: 'source === "order" ? LIMITS.tokenGraceMs : 0',
    by: 'source === "order" ? LIMITS.tokenGraceMs * 60 : 0',
  },
  {
    name: "the cap cuts the lowest level first",
    file: "domain/commission/cap.ts",
    replaces: "b.level - a.level",
    by: "a.level - b.level",
  },
  ...MOVE_FAULTS,
  ...VERSION_FAULTS,
  ...OUTSIDE_FAULTS,
];
