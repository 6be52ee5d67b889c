/** A book's sums of payouts are those of its payouts, also of those that were there before it kept any. */
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { PAYOUT_STATES } from "../../../../domain/payout/payout.ts";
import { PayoutPublisher } from "../../../../durable-objects/account-book/payouts/payout-publisher.ts";
import { PAYOUT_SCHEMA } from "../../../../durable-objects/account-book/payouts/payout-storage.ts";
import {
  PAYOUT_SUM_SCHEMA,
  PayoutSumStorage,
  SUM_PAYOUTS,
} from "../../../../durable-objects/account-book/payouts/payout-sum-storage.ts";
import { memorySql } from "../../../support/memory-sql.ts";

let promoters = 0;

function add(sql: SqlStorage, state: string, gross: number): void {
  promoters += 1;
  sql.exec(
    `INSERT INTO payouts (promoter, number, key, state, is_open, gross, withheld, month, requested_at_ms, updated_at_ms)
     VALUES (?, 1, 'k', ?, 0, ?, 0, '2026-11', 1, 1)`,
    promoters,
    state,
    gross,
  );
}

/** One part of the back-fill, as the alarm does it. */
function fill(sql: SqlStorage): void {
  const [place = { after: 0, done: 0 }] = sql
    .exec<{ after: number; done: number }>("SELECT after, done FROM backfills WHERE name = 'payout_sums'")
    .toArray();
  if (place.done === 1) return;
  const last = SUM_PAYOUTS.part(sql, place.after);
  sql.exec(
    "INSERT OR REPLACE INTO backfills (name, after, done) VALUES ('payout_sums', ?, ?)",
    last ?? place.after,
    last === null ? 1 : 0,
  );
}

const state = fc.constantFrom(...PAYOUT_STATES);
const step = fc.oneof(
  fc.record({ add: state, gross: fc.integer({ min: 1, max: 1_000 }) }),
  fc.record({ move: fc.nat(20), to: state }),
  fc.constant("fill" as const),
);

test("sums follow every payout, before the back-fill, while it runs and after it", () => {
  fc.assert(
    fc.property(fc.array(state, { maxLength: 6 }), fc.array(step), (before, steps) => {
      const sql = memorySql(PAYOUT_SCHEMA);
      for (const one of before) add(sql, one, 10);
      for (const statement of PAYOUT_SUM_SCHEMA) sql.exec(statement);
      for (const one of [...steps, "fill" as const, "fill" as const]) {
        if (one === "fill") fill(sql);
        else if ("add" in one) add(sql, one.add, one.gross);
        else sql.exec("UPDATE payouts SET state = ? WHERE rowid = ?", one.to, one.move);
      }
      const stored = sql
        .exec<{ state: string; payouts: number; gross: number }>(
          "SELECT state, count(*) AS payouts, sum(gross) AS gross FROM payouts GROUP BY state",
        )
        .toArray();
      const of = (one: string) => stored.find((row) => row.state === one);
      expect(new PayoutSumStorage(sql).all()).toEqual(
        PAYOUT_STATES.map((one) => ({
          state: one,
          payouts: of(one)?.payouts ?? 0,
          gross: of(one)?.gross ?? 0,
        })),
      );
    }),
  );
});

function memoryKv(): SyncKvStorage {
  const kept = new Map<string, unknown>();
  return {
    get: (key: string) => kept.get(key),
    put: (key: string, value: unknown) => void kept.set(key, value),
  } as unknown as SyncKvStorage;
}

test("a book tells its sums when they changed, under a version that rises, and again what may be lost", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const sql = memorySql(PAYOUT_SCHEMA, PAYOUT_SUM_SCHEMA);
  fill(sql);
  const told: { version: number; requested: number }[] = [];
  const kept = { isAway: false };
  const publisher = new PayoutPublisher(new PayoutSumStorage(sql), memoryKv(), async (version, sums) => {
    if (kept.isAway) throw new Error("D1_ERROR: away");
    told.push({ version, requested: sums.find((one) => one.state === "requested")?.payouts ?? 0 });
  });
  expect(publisher.nextMs(0)).toBeNull();
  add(sql, "requested", 100);
  publisher.changed();
  kept.isAway = true;
  await publisher.run();
  expect(publisher.nextMs(0)).toBeGreaterThan(0);
  kept.isAway = false;
  await publisher.run();
  await publisher.run();
  expect(publisher.nextMs(0)).toBeNull();
  publisher.sayAgain();
  await publisher.run();
  expect(told.map(({ requested }) => requested)).toEqual([1, 1]);
  expect(told[1]?.version).toBeGreaterThan(told[0]?.version ?? Infinity);
});
