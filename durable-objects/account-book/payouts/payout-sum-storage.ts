/**
 * How many payouts of a book are in each state, and what they come to. Triggers keep it, so that there is no way to move a
 * payout and not its sum. They count rows that the back-fill has passed, or all once it is done: it counts the others.
 */
import { PAYOUT_STATES, type PayoutState } from "../../../domain/payout/payout.ts";
import { fillFrom } from "../../object/backfill-storage.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

const NAME = "payout_sums";
const IS_COUNTED = `EXISTS (SELECT 1 FROM backfills WHERE name = '${NAME}' AND (done = 1 OR after >= new.rowid))`;
const ADD =
  "ON CONFLICT (state) DO UPDATE SET payouts = payouts + excluded.payouts, gross = gross + excluded.gross";

export const PAYOUT_SUM_SCHEMA: SchemaStep = [
  `CREATE TABLE payout_sums (
     state TEXT PRIMARY KEY,
     payouts INTEGER NOT NULL,
     gross INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  `CREATE TRIGGER payouts_summed AFTER INSERT ON payouts WHEN ${IS_COUNTED} BEGIN
     INSERT INTO payout_sums (state, payouts, gross) VALUES (new.state, 1, new.gross) ${ADD}; END`,
  `CREATE TRIGGER payout_sums_moved AFTER UPDATE OF state ON payouts WHEN ${IS_COUNTED} BEGIN
     INSERT INTO payout_sums (state, payouts, gross) VALUES (old.state, -1, -old.gross) ${ADD}; INSERT INTO payout_sums (state, payouts, gross) VALUES (new.state, 1, new.gross) ${ADD}; END`,
];

/** Counts the payouts that were there before the sums. */
export const SUM_PAYOUTS = fillFrom(
  NAME,
  { table: "payouts", key: "rowid" },
  `INSERT INTO payout_sums (state, payouts, gross)
   SELECT state, count(*), sum(gross) FROM payouts WHERE rowid > ? AND rowid <= ? GROUP BY state ${ADD}`,
);

/** Payouts in one state, and their gross together in minor units. */
export type PayoutSum = {
  readonly state: PayoutState;
  readonly payouts: number;
  readonly gross: number;
};

export class PayoutSumStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** All states, also those that no payout is in. */
  all(): PayoutSum[] {
    const known = this.#sql
      .exec<PayoutSum & Record<string, SqlStorageValue>>("SELECT state, payouts, gross FROM payout_sums")
      .toArray();
    const byState = new Map(known.map((sum) => [sum.state, sum]));
    return PAYOUT_STATES.map((state) => byState.get(state) ?? { state, payouts: 0, gross: 0 });
  }
}
