/** Mistakes in what lists, counters and reconciliation are made from, and in what comes late or twice. */
import type { Mutant } from "../mutant.ts";

const WRITE_SIDE = "worker/read-models/order-projection.tables.ts";
const WRITE_TEST = "test/unit/worker/read-models/order-projection.test.ts";
const COMMISSION_TOTALS = "worker/read-models/commission-totals.tables.ts";
const TOTALS_TEST = "test/unit/worker/read-models/commission-totals.test.ts";
const TERMS_TEST = "test/unit/worker/orders/late/terms-at-first.test.ts";
const LATE_TEST = "test/unit/durable-objects/late-desk.test.ts";

export const PROJECTION: readonly Mutant[] = [
  {
    name: "J1 older commissions take the place of newer ones",
    file: WRITE_SIDE,
    replaces: "WHERE excluded.version > commissions.version",
    by: "WHERE true",
    foundBy: [WRITE_TEST],
  },
  {
    name: "J2 totals count repeats",
    file: "worker/read-models/totals.tables.ts",
    replaces: "WHERE known.version IS NULL OR incoming.version > known.version",
    by: "WHERE true",
    foundBy: [WRITE_TEST],
  },
  {
    name: "totals of commissions count repeats",
    file: COMMISSION_TOTALS,
    replaces: "WHERE known.version IS NULL OR incoming.version > known.version",
    by: "WHERE true",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "what was taken back of a commission is lost to its totals",
    file: COMMISSION_TOTALS,
    replaces: "UNION ALL SELECT 'reversed', 0, amount - kept FROM changed",
    by: "",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "commissions that are dropped stay in their totals",
    file: WRITE_SIDE,
    replaces: "uncountCommissions(reports, programId, lost),",
    by: "",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "orders that pages told count as decided",
    file: "worker/read-models/totals.tables.ts",
    replaces: "WHERE before IS NULL AND NOT (order_id >= ${from} AND order_id < ${before})",
    by: "WHERE before IS NULL",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "payouts are counted twice while the sums of before are filled in",
    file: "durable-objects/account-book/payouts/payout-sum-storage.ts",
    replaces: "(done = 1 OR after >= new.rowid)",
    by: "(done = 1 OR after >= 0)",
    foundBy: ["test/unit/durable-objects/account-book/payout-sums.test.ts"],
  },
  {
    name: "what a book had before is timed again",
    file: "durable-objects/commission-ledger/read-model/wallet-times.ts",
    replaces: "if (seq <= ackedSeq || isRefused.has(seq)) continue;",
    by: "if (isRefused.has(seq)) continue;",
    foundBy: ["test/unit/durable-objects/commission-ledger/wallet-times.test.ts"],
  },
  {
    name: "J3 refunds are not projected",
    file: WRITE_SIDE,
    replaces: "reversed_amount = excluded.reversed_amount, ",
    by: "",
    foundBy: [WRITE_TEST],
  },
  {
    name: "a repeated order is written though it is no newer",
    file: WRITE_SIDE,
    replaces: "WHERE excluded.version > orders.version RETURNING",
    by: "WHERE true RETURNING",
    foundBy: [WRITE_TEST],
  },
  {
    name: "a mark of an earlier write takes the place of a later one",
    file: WRITE_SIDE,
    replaces: "WHERE excluded.seq > projection_marks.seq`",
    by: "WHERE excluded.seq >= 0`",
    foundBy: [WRITE_TEST],
  },
  {
    name: "rows are written over a mark that nobody expects",
    file: WRITE_SIDE,
    replaces: "CASE WHEN ${isExpected(by)} THEN",
    by: "CASE WHEN 1 THEN",
    foundBy: [WRITE_TEST],
  },
  {
    name: "the read model's time runs backwards",
    file: WRITE_SIDE,
    replaces: "max(${projectionWatermarks.asOfMs}, excluded.as_of_ms)",
    by: "excluded.as_of_ms",
    foundBy: [WRITE_TEST],
  },
];

export const LATE: readonly Mutant[] = [
  {
    name: "E1 an order with credits is credited again",
    file: "durable-objects/commission-ledger/late-orders/late-desk.ts",
    replaces: "if (!isUnearned(stored.decision) || isOfAnother(stored.order, order)) {",
    by: "if (isOfAnother(stored.order, order)) {",
    foundBy: [LATE_TEST],
  },
  {
    name: "E2 evidence is noted after the grace",
    file: "durable-objects/commission-ledger/late-orders/late-desk.ts",
    replaces:
      "if (arrivedAtMs <= graceEndMs(stored.decision, stored.firstReceivedAtMs)) this.#late.addLate(stored.row);",
    by: "this.#late.addLate(stored.row);",
    foundBy: [LATE_TEST],
  },
  {
    name: "two repeats at once give an order two customers",
    file: "durable-objects/commission-ledger/late-orders/late-desk.ts",
    replaces: "if (!isUnearned(stored.decision) || isOfAnother(stored.order, order)) {",
    by: "if (!isUnearned(stored.decision)) {",
    foundBy: [LATE_TEST],
  },
  {
    name: "late evidence ends a review",
    file: "durable-objects/commission-ledger/late-orders/late-desk.ts",
    replaces: `: mergedRisk(before.risk, decision.risk)`,
    by: `: mergedRisk(decision.risk, decision.risk)`,
    foundBy: [LATE_TEST],
  },
  {
    name: "a repeat of an order reopens it after the grace",
    file: "durable-objects/commission-ledger/late-orders/open-order.ts",
    replaces: "if (!isUnearned(decision) || nowMs > knownByMs) return undefined;",
    by: "if (!isUnearned(decision)) return undefined;",
    foundBy: [LATE_TEST],
  },
  {
    name: "a version that is dated back decides an order anew",
    file: "worker/orders/late/terms-at-first.ts",
    replaces: "const attribution = { ...value.attribution, ...terms.attribution };",
    by: "const { attribution } = value;",
    foundBy: [TERMS_TEST],
  },
  {
    name: "a number that CONFIG gave again names the rules of an order of before",
    file: "worker/orders/late/terms-at-first.ts",
    replaces: "one.version === version && one.effectiveFromMs <= occurredAtMs",
    by: "one.version === version && occurredAtMs > 0",
    foundBy: [TERMS_TEST],
  },
];

export const CLICKS: readonly Mutant[] = [
  {
    name: "G1 a batch that is delivered again counts again",
    file: "worker/clicks/click-counters.tables.ts",
    replaces: `WHERE NOT EXISTS (SELECT 1 FROM \${countedBatches} WHERE batch_id = row.value ->> 'batch')
      GROUP BY 1, 2, 3
      HAVING`,
    by: `GROUP BY 1, 2, 3
      HAVING`,
    foundBy: ["test/integration/clicks/consume-events.test.ts"],
  },
  {
    name: "G2 reconciliation passes refused rows over",
    file: "worker/operations/reconcile.ts",
    replaces: "findings.differences.push(...(await refusedOf(env, ledger, book)));",
    by: "await refusedOf(env, ledger, book);",
    foundBy: ["test/integration/operations/reconciliation.test.ts"],
  },
];
