/** Mistakes in what operators go by: reconciliation, repair, refused rows, totals and lists. Planted one at a time. */
import type { DeliberateFault } from "./deliberate-fault.ts";

export const OPERATOR_FAULTS: readonly DeliberateFault[] = [
  {
    name: "a list loses the first commission of each order",
    file: "worker/read-models/order-projection.tables.ts",
    replaces: "json_each(o.value, '$.commissions') c WHERE true",
    by: "json_each(o.value, '$.commissions') c WHERE c.key > 0",
  },
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
    file: "worker/read-models/totals.tables.ts",
    replaces: "WHERE NOT EXISTS (SELECT 1 FROM ${countedBatches} WHERE batch_id = value ->> 'batch')",
    by: "",
  },
  {
    name: "reconciliation misses one of the commissions that differ",
    file: "domain/ledger/commission-digest.ts",
    replaces: "return new Set(places);",
    by: "return new Set(places.filter((place) => place !== places[0]));",
  },
  {
    name: "reconciliation compares commissions without what is pending",
    file: "domain/ledger/commission-digest.ts",
    replaces: 'export const PLACES = ["pending", "held", "released"] as const;',
    by: 'export const PLACES = ["held", "released"] as unknown as readonly ["pending", "held", "released"];',
  },
  {
    name: "reconciliation names commissions that paid a debt",
    file: "durable-objects/account-book/read-back-storage.ts",
    replaces: "sum((credit IN ('available', 'debt')) * amount",
    by: "sum((credit = 'available') * amount",
  },
  {
    name: "reconciliation counts a refused row and its repeat",
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
    name: "a repair forgets what wakes had found",
    file: "worker/operations/repair.ts",
    replaces: "  await forgetPutBack(env.REPORTS, program.id, book.name);",
    by: "",
  },
  {
    name: "a refused row that was posted before its ledger went back is sent again",
    seed: 700_032,
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "this.#stores.outbox.supersedeRefused(pair, commission, Date.now());",
    by: "",
  },
  {
    name: "a commission that stopped is not opened again by a replay",
    file: "durable-objects/commission-ledger/ledger-audit-storage.ts",
    replaces: "reopens: rows[place - 1]?.pair === pair ? 0 : 1",
    by: "reopens: 0",
  },
  {
    name: "a replay sends the first of refused rows alone",
    file: "durable-objects/commission-ledger/ledger-audit-storage.ts",
    replaces: "return rows.map(({ pair, receiver, granted",
    by: "return rows.slice(0, 1).map(({ pair, receiver, granted",
  },
  {
    name: "a replayed row can be replayed again",
    file: "durable-objects/commission-ledger/ledger-audit-storage.ts",
    replaces: `"UPDATE refused_rows SET replayed_at_ms = ? WHERE pair = ? AND seq = ?"`,
    by: `"UPDATE refused_rows SET replayed_at_ms = ? WHERE pair = ? AND seq = ? AND false"`,
  },
  {
    name: "what comes behind a refused row is posted before it",
    file: "durable-objects/account-book/wallets/intent-desk.ts",
    replaces: `      return "behind_refused";`,
    by: "      void row;",
  },
  {
    name: "an operator credits what somebody has earned",
    file: "durable-objects/commission-ledger/late-desk.ts",
    replaces: "if (!isUnearned(stored.decision) || isOfAnother(stored.order, order)) {",
    by: "if (isOfAnother(stored.order, order)) {",
  },
  {
    name: "the hourly wake passes one object of each class over",
    file: "worker/operations/wake-objects.ts",
    replaces: "called.slice(start, start + OBJECTS_PER_MESSAGE) });",
    by: "called.slice(start + 1, start + OBJECTS_PER_MESSAGE) });",
  },
];
