/** Mistakes in what operators go by: reconciliation, repair, refused rows, totals and lists. Planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const OPERATOR_FAULTS: readonly PlantedFault[] = [
  {
    name: "a commission in a list stays as it was first written",
    file: "worker/read-models/order-projection.tables.ts",
    replaces: "WHERE excluded.version > commissions.version`",
    by: "WHERE excluded.version < commissions.version`",
  },
  {
    name: "an order that changes its state counts in two totals",
    file: "worker/read-models/totals.tables.ts",
    replaces: "' ' || before, -1 FROM changed WHERE before IS NOT NULL",
    by: "' ' || before, -1 FROM changed WHERE before IS NOT NULL AND false",
  },
  {
    name: "a commission that changes its state counts in two totals",
    file: "worker/read-models/commission-totals.tables.ts",
    replaces: "SELECT before, -1, -kept_before FROM changed WHERE before IS NOT NULL",
    by: "SELECT before, -1, -kept_before FROM changed WHERE before IS NOT NULL AND false",
  },
  {
    name: "a total counts a batch of events each time that it comes",
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
    name: "a part of a reconciliation is taken for compared before it was",
    file: "worker/operations/reconciliation.tables.ts",
    replaces: "if (finished.length === partCount)",
    by: "if (finished.length > partCount)",
  },
  {
    name: "a ledger that reads back posts from where it believed to be",
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "this.#stores.ledger.putCommissions([{ ...commission, ...posted }]);",
    by: "",
  },
  {
    name: "what a book posted for a lost order is posted again",
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "effects.addCommission({ orderRow: row, credit, level, ...posted });",
    by: "return [];",
  },
  {
    name: "the hourly wake passes one object of each class over",
    file: "worker/operations/wake-objects.ts",
    replaces: "called.slice(start, start + OBJECTS_PER_MESSAGE) });",
    by: "called.slice(start + 1, start + OBJECTS_PER_MESSAGE) });",
  },
  {
    name: "an order that is credited later goes by settings that were dated back",
    file: "worker/orders/late/terms-at-first.ts",
    replaces: "if (terms === undefined) return inForce;",
    by: "if (terms !== null) return inForce;",
  },
];
