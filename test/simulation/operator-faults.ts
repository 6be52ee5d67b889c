/** Mistakes in what operators go by: reconciliation, repair, refused rows, totals and lists. Planted one at a time. */
import type { DeliberateFault } from "./deliberate-fault.ts";

export const OPERATOR_FAULTS: readonly DeliberateFault[] = [
  {
    name: "a commission in a list stays as it was first written",
    file: "worker/read-models/order-projection.tables.ts",
    replaces: "WHERE excluded.version > commissions.version`",
    by: "WHERE excluded.version < commissions.version`",
  },
  {
    name: "an order that changes its state counts in two totals",
    file: "worker/read-models/totals.tables.ts",
    replaces: "SELECT before, -1 FROM changed WHERE before IS NOT NULL",
    by: "SELECT before, -1 FROM changed WHERE before IS NOT NULL AND false",
  },
  {
    name: "a total counts a batch of events each time that it comes",
    seed: 6,
    file: "worker/read-models/totals.tables.ts",
    replaces: "WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = value ->> 'batch')",
    by: "",
  },
  {
    name: "reconciliation names commissions that paid a debt",
    file: "durable-objects/account-book/read-back-storage.ts",
    replaces: "sum((credit IN ('available', 'debt')) * amount",
    by: "sum((credit = 'available') * amount",
  },
  {
    name: "reconciliation counts a refused row and its repeat",
    seed: 4,
    file: "durable-objects/commission-ledger/read-back/own-log-storage.ts",
    replaces: `"NOT EXISTS (SELECT 1 FROM refused_rows r WHERE r.pair = o.pair AND r.seq = o.seq)"`,
    by: `"true"`,
  },
  {
    name: "a part of a reconciliation is taken for compared before it was",
    file: "worker/operations/reconciliation.tables.ts",
    replaces: "if (finished.length === partCount)",
    by: "if (finished.length > partCount)",
  },
  {
    name: "a ledger that reads back posts from where it believed to be",
    seed: 5,
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "this.#stores.ledger.putCommissions([{ ...commission, ...posted }]);",
    by: "",
  },
  {
    name: "what a book posted for a lost order is posted again",
    seed: 5,
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "effects.addCommission({ orderRow: row, credit, level, ...posted });",
    by: "return [];",
  },
  {
    name: "what comes behind a refused row is posted before it",
    seed: 4,
    file: "durable-objects/account-book/wallets/intent-desk.ts",
    replaces: `      return "behind_refused";`,
    by: "      void row;",
  },
  {
    name: "an operator credits what somebody has earned",
    seed: 11,
    file: "durable-objects/commission-ledger/late-orders/late-desk.ts",
    replaces: "if (!isUnearned(stored.decision) || isOfAnother(stored.order, order)) {",
    by: "if (isOfAnother(stored.order, order)) {",
  },
  {
    name: "the hourly wake passes one object of each class over",
    file: "worker/operations/wake-objects.ts",
    replaces: "called.slice(start, start + OBJECTS_PER_MESSAGE) });",
    by: "called.slice(start + 1, start + OBJECTS_PER_MESSAGE) });",
  },
  {
    name: "a row that was told again since is applied all the same",
    file: "durable-objects/delivery/inbox.ts",
    replaces: "(passed.has(row.seq) ? null : unit.apply(row))",
    by: "unit.apply(row)",
  },
  {
    name: "what a book refused before it was put back stays refused",
    file: "durable-objects/delivery/outbox.ts",
    replaces: "if (answer.last.seq < pair.ackedSeq) this",
    by: "if (pair.pair < 0) this",
  },
];
