import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Admitted } from "../../../domain/risk/guard-memory.ts";
import { WindowStorage } from "../../../durable-objects/click-guard/window-storage.ts";
import { returningKey } from "../../../domain/risk/guard-keys.ts";
import { GuardDesk } from "../../../durable-objects/click-guard/guard-desk.ts";
import { judgeOf } from "../../../worker/clicks/limiter.ts";
import { judgeOfProgram, limiterGuarantees } from "../../support/edge/limiter-guarantees.ts";

let programs = 1_000;

limiterGuarantees(
  "ClickGuard",
  () => judgeOf(env),
  () => (programs += 1),
);

const at = (atMs: number) => [{ key: "k", atMs, limit: 2, windowMs: 60_000 }];

test("a ClickGuard that was restarted still knows what it admitted", async () => {
  const program = (programs += 1);
  const judge = judgeOfProgram(judgeOf(env), program);
  const nowMs = Date.now();
  expect(await judge("one", [at(nowMs), at(nowMs)])).toEqual([null, null]);
  await evictDurableObject(env.CLICK_GUARD.getByName(String(program)));
  expect(await judge("two", [at(nowMs + 1)])).toEqual([0]);
  expect(await judge("one", [at(nowMs), at(nowMs)])).toEqual([null, null]);
});

test("a batch that could not be kept has admitted nothing: tried again, it does not meet itself", async () => {
  const program = (programs += 1);
  const judge = judgeOfProgram(judgeOf(env), program);
  const guard = env.CLICK_GUARD.getByName(String(program));
  const run = (statement: string) =>
    runInDurableObject(guard, (_, { storage }) => void storage.sql.exec(statement));
  const nowMs = Date.now();
  expect(await judge("before", [at(nowMs)])).toEqual([null]);
  await run(
    "CREATE TRIGGER disk_full BEFORE INSERT ON judged_batches BEGIN SELECT raise(ABORT, 'disk full'); END",
  );
  await expect(judge("batch", [at(nowMs)])).rejects.toThrow("disk full");
  await run("DROP TRIGGER disk_full");
  expect(await judge("batch", [at(nowMs), at(nowMs)])).toEqual([null, 0]);
});

/** The storage of a new ClickGuard, and how many rows it read since it was last asked. */
async function onStorage(work: (storage: WindowStorage, rowsRead: () => number) => void): Promise<void> {
  const guard = env.CLICK_GUARD.getByName(String((programs += 1)));
  await runInDurableObject(guard, (_, { storage: { sql } }) => {
    let cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const counted = {
      exec: (query: string, ...values: unknown[]) => {
        const cursor = sql.exec(query, ...values);
        cursors.push(cursor);
        return cursor;
      },
    } as SqlStorage;
    work(new WindowStorage(counted), () => {
      const read = cursors.reduce((rows, cursor) => rows + cursor.rowsRead, 0);
      cursors = [];
      return read;
    });
  });
}

/** A batch of each millisecond from 0 on that admitted one click of its time, or what is told. */
function keepBatches(storage: WindowStorage, count: number, admitted?: readonly Admitted[]): void {
  for (let ms = 0; ms < count; ms += 1) {
    storage.keep({
      id: `batch-${ms}`,
      judgedAtMs: ms,
      newestMs: ms,
      admitted: admitted ?? [["k", ms]],
      verdicts: [null],
    });
  }
}

test("to forget costs the same few rows however many batches are kept, and keeps up with those that come", async () => {
  await onStorage((storage, rowsRead) => {
    keepBatches(storage, 500);
    rowsRead();
    storage.forgetBefore(0, 0);
    // The oldest few are read twice: to keep what was refused, and to forget.
    expect(rowsRead()).toBeLessThan(30);
    for (let batch = 0; batch < 500; batch += 1) storage.forgetBefore(490, 500);
    expect(storage.verdictsOf("batch-489")).toBe(null);
    expect(storage.verdictsOf("batch-490")).toEqual([null]);
  });
});

test("what a window may still ask for is not forgotten, however long ago it was judged", async () => {
  await onStorage((storage) => {
    keepBatches(storage, 10);
    for (let batch = 0; batch < 10; batch += 1) storage.forgetBefore(10, 7);
    expect([...storage.admittedFrom(0)].flat().map(([, atMs]) => atMs)).toEqual([7, 8, 9]);
  });
});

test("a restart reads the batches that windows may ask for, and not all that are kept for their repeats", async () => {
  await onStorage((storage, rowsRead) => {
    keepBatches(storage, 500);
    rowsRead();
    const admitted = [...storage.admittedBackTo(490)].flatMap((batch) => batch.admitted);
    expect(admitted.map(([, atMs]) => atMs)).toEqual([499, 498, 497, 496, 495, 494, 493, 492, 491, 490]);
    expect(rowsRead()).toBeLessThan(50);
  });
});

test("a restart reads the batches that fill its memory, however many more windows may ask for", async () => {
  await onStorage((storage, rowsRead) => {
    keepBatches(storage, 500, [
      ["v:a", 0],
      ["n:a", 0],
      [returningKey("a", "v"), 0],
    ]);
    rowsRead();
    new GuardDesk(storage, { visitors: 5, networks: 10, returning: 10 }).restore();
    expect(rowsRead()).toBeLessThan(50);
  });
});

test("an event from a clock that is ahead makes no other late", async () => {
  const judge = judgeOfProgram(judgeOf(env), (programs += 1));
  const nowMs = Date.now();
  expect(await judge("ahead", [at(nowMs + 86_400_000)])).toEqual([null]);
  expect(await judge("after", [at(nowMs - 60_000), at(nowMs - 60_000), at(nowMs - 60_000)])).toEqual([
    null,
    null,
    0,
  ]);
});

test("Redis that cannot be reached holds up nobody: ClickGuard judges", async () => {
  const unreachable = {
    CLICK_GUARD: env.CLICK_GUARD,
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
    UPSTASH_REDIS_REST_TOKEN: "token",
  };
  const judge = judgeOfProgram(judgeOf(unreachable), (programs += 1));
  const nowMs = Date.now();
  expect(await judge("a", [at(nowMs), at(nowMs), at(nowMs)])).toEqual([null, null, 0]);
});

test("a quiet program's clicks are forgotten by the clock alone: no name of a network outlives its windows", async () => {
  const program = (programs += 1);
  const judge = judgeOfProgram(judgeOf(env), program);
  const guard = env.CLICK_GUARD.getByName(String(program));
  const rows = () =>
    runInDurableObject(guard, (_, { storage: { sql } }) =>
      sql.exec<{ n: number }>("SELECT count(*) AS n FROM judged_batches").one(),
    );
  for (let batch = 0; batch < 9; batch += 1) await judge(`batch-${batch}`, [at(Date.now())]);
  const [alarmAtMs, dueAtMs] = await runInDurableObject(guard, async (object, { storage }) => [
    await storage.getAlarm(),
    (await object.alarmStatus()).dueAtMs,
  ]);
  expect([alarmAtMs === null, dueAtMs === null]).toEqual([false, false]);
  expect(await rows()).toEqual({ n: 9 });
  await runInDurableObject(guard, async (object, { storage: { sql } }) => {
    sql.exec(
      "UPDATE judged_batches SET judged_at_ms = judged_at_ms - 1300000, newest_ms = newest_ms - 1300000",
    );
    await object.alarm();
  });
  expect(await rows()).toEqual({ n: 0 });
});
