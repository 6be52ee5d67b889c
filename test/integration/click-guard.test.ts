import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
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
