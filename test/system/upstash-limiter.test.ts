import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rememberedMs } from "../../domain/risk/admitted-times.ts";
import { GUARD_ROOMS, GuardMemory } from "../../domain/risk/guard-memory.ts";
import type { Admission } from "../../domain/risk/sliding-window.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { GUARD_TABLES } from "../../durable-objects/click-guard/guard-schema-storage.ts";
import { WindowStorage } from "../../durable-objects/click-guard/window-storage.ts";
import { type AskedBatch, GuardDesk } from "../../durable-objects/click-guard/guard-desk.ts";
import type { Question, Verdicts } from "../../worker/clicks/judge.ts";
import { judgeOf } from "../../worker/clicks/limiter.ts";
import { upstashJudge } from "../../worker/clicks/upstash-limiter.ts";
import { type JudgeOfBatch, judgeOfProgram, limiterGuarantees } from "../support/edge/limiter-guarantees.ts";
import { memorySql } from "../support/memory-sql.ts";
import { startUpstashFront, type UpstashFront } from "../support/edge/upstash-front.ts";

let front: UpstashFront;
let programs = 0;

beforeAll(async () => {
  front = await startUpstashFront();
});
afterAll(async () => {
  await front.stop();
});

const options = () => ({ url: front.url, token: front.token });
const nextProgram = () => (programs += 1);
const freshJudge = (): JudgeOfBatch => judgeOfProgram(upstashJudge(options()), nextProgram());

limiterGuarantees("a real Redis behind the Upstash protocol", () => upstashJudge(options()), nextProgram);

async function redis(...command: readonly (string | number)[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${front.token}` };
  const answer = await fetch(front.url, { method: "POST", headers, body: JSON.stringify(command) });
  const { result } = (await answer.json()) as { result: unknown };
  return result;
}

/** Of networks in the longest window, with a limit that returning visitors raise. */
function asked(key: string, admission: Omit<Admission, "key">): Admission {
  if (!/^[nk]:/.test(key)) return { key, ...admission };
  return {
    ...admission,
    key,
    windowMs: LIMITS.networkWindowMs,
    ...(key.startsWith("n:") && { perReturning: 2 }),
  };
}

test("gives the verdicts of ClickGuard's memory, in whatever sequence the times are told", async () => {
  const event = fc.record({
    keys: fc.subarray(["a", "b", "c", "n:x", "n:y", "k:x:1", "k:x:2", "k:y:1"], {
      minLength: 1,
      maxLength: 4,
    }),
    earlierMs: fc.oneof(fc.nat(15_000), fc.nat(90_000)),
    limit: fc.integer({ min: 1, max: 4 }),
    windowMs: fc.constantFrom(10_000, LIMITS.windowMs),
  });
  const batch = fc.array(event, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
      const judge = freshJudge();
      const memory = new GuardMemory(GUARD_ROOMS);
      for (const [number, events] of batches.entries()) {
        const nowMs = 10_000_000 + number * 40_000;
        const questions = events.map(({ keys, earlierMs, limit, windowMs }) =>
          keys.map((key) => asked(key, { atMs: nowMs - earlierMs, limit, windowMs })),
        );
        const verdicts = questions.map((question) => memory.admit(question));
        expect(await judge(`batch-${number}`, questions)).toEqual(verdicts);
      }
    }),
  );
});

test("a key that stays hot keeps the times that windows can ask for, and no more", async () => {
  const judge = freshJudge();
  const hot = `tby:${programs}:hot`;
  const minutes = 60;
  for (let minute = 0; minute < minutes; minute += 1) {
    const atMs = minute * 60_000;
    const events = Array.from({ length: 10 }, (_, index) => [
      { key: "hot", atMs: atMs + index, limit: 100, windowMs: 60_000 },
    ]);
    await judge(`batch-${minute}`, events);
  }
  const newestMs = (minutes - 1) * 60_000 + 9;
  expect(await redis("ZCOUNT", hot, "-inf", newestMs - rememberedMs(LIMITS.windowMs) - 1)).toBe(0);
  expect(await redis("ZCARD", hot)).toBe(31);
});

const once = [[{ key: "k", atMs: Date.now(), limit: 1, windowMs: 1_000 }]];

test("a Redis that does not answer is given up on, an event more giving it a little more time", async () => {
  front.answers = 0;
  const one = freshJudge()("slow", once);
  const many = freshJudge()("slower", Array.from({ length: 800 }, () => once).flat());
  await expect(one).rejects.toThrow("did not answer within 151 ms");
  await expect(many).rejects.toThrow("did not answer within 230 ms");
  front.answers = Infinity;
});

test("a wrong token is an error, never an admission, and what it says names no visitor", async () => {
  const wrong = upstashJudge({ ...options(), token: "wrong" });
  await expect(judgeOfProgram(wrong, nextProgram())("x", once)).rejects.toThrow(/^Unauthorized$/);
});

describe("a delivery of full messages", () => {
  const fullMessages = (program: number, count: number): Question[] =>
    Array.from({ length: count }, (_, message) => ({
      program,
      region: null,
      batchId: `message-${message}`,
      events: Array.from({ length: 800 }, (__, event) => [
        { key: `k${event}`, atMs: 1_000_000 + message, limit: 2, windowMs: 60_000 },
      ]),
    }));
  /** ClickGuards without their platform. */
  function guardsInMemory(): { readonly asked: string[]; readonly namespace: Env["CLICK_GUARD"] } {
    const asked: string[] = [];
    const desk = new GuardDesk(new WindowStorage(memorySql(...GUARD_TABLES.steps)));
    const judge = async (batches: readonly AskedBatch[]) => {
      asked.push(...batches.map(({ id }) => id));
      return await Promise.resolve(batches.map((batch) => desk.judge(batch, Date.now())));
    };
    return { asked, namespace: { getByName: () => ({ judge }) } as unknown as Env["CLICK_GUARD"] };
  }
  const judgeWith = (guards: Env["CLICK_GUARD"]) =>
    judgeOf({
      CLICK_GUARD: guards,
      UPSTASH_REDIS_REST_URL: front.url,
      UPSTASH_REDIS_REST_TOKEN: front.token,
    });
  const admitted = (verdicts: Verdicts[]) =>
    verdicts.map((ofMessage) => ofMessage.filter((verdict) => verdict === null).length);

  test("is judged by Redis as a whole, though all of it takes Redis longer than it may take", async () => {
    const guards = guardsInMemory();
    front.busyMs = 60;
    const verdicts = await judgeWith(guards.namespace)(fullMessages(nextProgram(), 10));
    front.busyMs = 0;
    expect(guards.asked).toEqual([]);
    expect(admitted(verdicts)).toEqual([800, 800, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("is judged by ClickGuard from where Redis falls silent, which is not asked again", async () => {
    const guards = guardsInMemory();
    front.answers = 1;
    const verdicts = await judgeWith(guards.namespace)(fullMessages(nextProgram(), 5));
    expect(front.answers).toBe(-1);
    front.answers = Infinity;
    expect(guards.asked).toEqual(["message-1", "message-2", "message-3", "message-4"]);
    expect(admitted(verdicts)).toEqual([800, 800, 800, 0, 0]);
  });

  test("loses no click and waits for none when Redis is killed in the middle of it", async () => {
    const own = await startUpstashFront();
    const guards = guardsInMemory();
    const judge = judgeOf({
      CLICK_GUARD: guards.namespace,
      UPSTASH_REDIS_REST_URL: own.url,
      UPSTASH_REDIS_REST_TOKEN: own.token,
    });
    own.busyMs = 30;
    const most = 1_000;
    own.answers = most;
    const judged = judge(fullMessages(nextProgram(), 20));
    setTimeout(() => own.killRedis(), 100);
    const verdicts = await judged;
    const asked = most - own.answers;
    await own.stop();
    expect(verdicts.map((ofMessage) => ofMessage.length)).toEqual(Array.from({ length: 20 }, () => 800));
    expect([guards.asked.length > 0, guards.asked.length < 20]).toEqual([true, true]);
    // Each of the two judges admits its two minutes' worth, and no third one does.
    const total = admitted(verdicts).reduce((sum, count) => sum + count, 0);
    expect([total >= 1_600, total <= 3_200]).toEqual([true, true]);
    // One call is waited for in vain; Redis is not asked again.
    const byRedis = 20 - guards.asked.length;
    expect(asked).toBe(byRedis + 1);
  });

  test("of which each holds one click is one call", async () => {
    const guards = guardsInMemory();
    const program = nextProgram();
    const single = Array.from({ length: 100 }, (_, message) => ({
      program,
      region: null,
      batchId: `single-${message}`,
      events: once,
    }));
    front.answers = 1;
    const verdicts = await judgeWith(guards.namespace)(single);
    front.answers = Infinity;
    expect(guards.asked).toEqual([]);
    expect(verdicts).toEqual([[null], ...Array.from({ length: 99 }, () => [0])]);
  });
});
