/** Whoever judges after a restart judges as the one that lived on. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { REMEMBERED_MS } from "../../domain/fraud/guard-memory.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ClickGuardStorage, GUARD_SCHEMA } from "../../durable-objects/click-guard-storage.ts";
import { GuardDesk } from "../../durable-objects/guard-desk.ts";
import { memorySql } from "../support/memory-sql.ts";

const START_MS = 10_000_000;

/** Batches come up to five minutes apart; their events happened up to ten minutes before, or have a clock ahead. */
const batch = fc.record({
  pauseMs: fc.oneof(fc.nat(20_000), fc.nat(300_000)),
  restarted: fc.boolean(),
  events: fc.array(
    fc.record({
      keys: fc.subarray(["a", "b", "c", "d", "e", "f"], { minLength: 1, maxLength: 3 }),
      lateMs: fc.oneof(
        fc.nat(REMEMBERED_MS),
        fc.integer({ min: -400_000, max: 600_000 }),
        fc.constantFrom(REMEMBERED_MS, REMEMBERED_MS - 1, REMEMBERED_MS + 1),
      ),
      limit: fc.integer({ min: 1, max: 3 }),
      windowMs: fc.constantFrom(10_000, LIMITS.windowMs),
    }),
    { maxLength: 12 },
  ),
});

function freshDesk(sql: SqlStorage, mostKeys: number): GuardDesk {
  const desk = new GuardDesk(new ClickGuardStorage(sql), mostKeys);
  desk.restore();
  return desk;
}

test("a guard that is put away between any batches gives the verdicts of one that lived on", () => {
  const mostKeys = fc.constantFrom(2, 4, LIMITS.guardKeys);
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 25 }), mostKeys, (batches, most) => {
      const [living, stored] = [memorySql(...GUARD_SCHEMA), memorySql(...GUARD_SCHEMA)];
      const one = freshDesk(living, most);
      let other = freshDesk(stored, most);
      let nowMs = START_MS;
      batches.forEach(({ pauseMs, restarted, events }, number) => {
        nowMs += pauseMs;
        if (restarted) other = freshDesk(stored, most);
        const questions = events.map(({ keys, lateMs, limit, windowMs }) =>
          keys.map((key) => ({ key, atMs: nowMs - lateMs, limit, windowMs })),
        );
        const asked = { id: `batch-${number}`, events: questions };
        expect(other.judge(asked, nowMs)).toEqual(one.judge(asked, nowMs));
      });
    }),
    { numRuns: 500 },
  );
});
