import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { ClickGuardStorage } from "../../durable-objects/click-guard-storage.ts";
import { judgeOf } from "../../worker/fraud/limiter.ts";
import { limiterGuarantees } from "../support/limiter-guarantees.ts";

let programs = 1_000;

limiterGuarantees("ClickGuard", () => judgeOf(env, (programs += 1)));

const at = (atMs: number) => [{ key: "k", atMs, limit: 2, windowMs: 60_000 }];

test("a ClickGuard that was restarted still knows what it admitted", async () => {
  const program = (programs += 1);
  const judge = judgeOf(env, program);
  const nowMs = Date.now();
  expect(await judge("one", [at(nowMs), at(nowMs)])).toEqual([null, null]);
  await evictDurableObject(env.CLICK_GUARD.getByName(String(program)));
  expect(await judge("two", [at(nowMs + 1)])).toEqual([0]);
  expect(await judge("one", [at(nowMs), at(nowMs)])).toEqual([null, null]);
});

test("to forget costs the same few rows however many batches are kept, and keeps up with those that come", async () => {
  const guard = env.CLICK_GUARD.getByName(String((programs += 1)));
  await runInDurableObject(guard, (_, { storage: { sql } }) => {
    let read = 0;
    const counted = {
      exec: (query: string, ...values: unknown[]) => {
        const cursor = sql.exec(query, ...values);
        read += cursor.rowsRead;
        return cursor;
      },
    } as SqlStorage;
    const storage = new ClickGuardStorage(counted);
    for (let batch = 0; batch < 500; batch += 1) storage.keep(`batch-${batch}`, [], [], batch);
    read = 0;
    storage.forgetBefore(0);
    expect(read).toBeLessThan(20);
    for (let batch = 0; batch < 500; batch += 1) storage.forgetBefore(490);
    expect(storage.verdictsOf("batch-489")).toBe(null);
    expect(storage.verdictsOf("batch-490")).toEqual([]);
  });
});

test("two programs share no window", async () => {
  const nowMs = Date.now();
  const [one, other] = [judgeOf(env, (programs += 1)), judgeOf(env, (programs += 1))];
  expect(await one("a", [at(nowMs), at(nowMs), at(nowMs)])).toEqual([null, null, 0]);
  expect(await other("a", [at(nowMs), at(nowMs), at(nowMs)])).toEqual([null, null, 0]);
});

test("Redis that cannot be reached holds up nobody: ClickGuard judges", async () => {
  const unreachable = {
    CLICK_GUARD: env.CLICK_GUARD,
    UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
    UPSTASH_REDIS_REST_TOKEN: "token",
  };
  const judge = judgeOf(unreachable, (programs += 1));
  const nowMs = Date.now();
  expect(await judge("a", [at(nowMs), at(nowMs), at(nowMs)])).toEqual([null, null, 0]);
});
