import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GuardMemory, REMEMBERED_MS } from "../../domain/fraud/guard-memory.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { upstashJudge } from "../../worker/fraud/upstash-limiter.ts";
import { limiterGuarantees } from "../support/limiter-guarantees.ts";
import { startUpstashFront, type UpstashFront } from "../support/upstash-front.ts";

let front: UpstashFront;
let programs = 0;

beforeAll(async () => {
  front = await startUpstashFront();
});
afterAll(async () => {
  await front.stop();
});

const options = () => ({ url: front.url, token: front.token, prefix: `tby:${(programs += 1)}:` });

limiterGuarantees("a real Redis behind the Upstash protocol", () => upstashJudge(options()));

async function redis(...command: readonly (string | number)[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${front.token}` };
  const answer = await fetch(front.url, { method: "POST", headers, body: JSON.stringify(command) });
  return ((await answer.json()) as { result: unknown }).result;
}

test("gives the verdicts of ClickGuard's memory, in whatever sequence the times are told", async () => {
  const event = fc.record({
    keys: fc.subarray(["a", "b", "c"], { minLength: 1 }),
    earlierMs: fc.oneof(fc.nat(15_000), fc.nat(90_000)),
    limit: fc.integer({ min: 1, max: 4 }),
    windowMs: fc.constantFrom(10_000, LIMITS.windowMs),
  });
  const batch = fc.array(event, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
      const judge = upstashJudge(options());
      const memory = new GuardMemory();
      for (const [number, events] of batches.entries()) {
        const nowMs = 10_000_000 + number * 40_000;
        const questions = events.map(({ keys, earlierMs, limit, windowMs }) =>
          keys.map((key) => ({ key, atMs: nowMs - earlierMs, limit, windowMs })),
        );
        const verdicts = questions.map((question) => memory.admit(question));
        expect(await judge(`batch-${number}`, questions)).toEqual(verdicts);
      }
    }),
  );
});

test("a key that stays hot keeps the times that windows can ask for, and no more", async () => {
  const { prefix, ...where } = options();
  const judge = upstashJudge({ prefix, ...where });
  const minutes = 60;
  for (let minute = 0; minute < minutes; minute += 1) {
    const atMs = minute * 60_000;
    const events = Array.from({ length: 10 }, (_, index) => [
      { key: "hot", atMs: atMs + index, limit: 100, windowMs: 60_000 },
    ]);
    await judge(`batch-${minute}`, events);
  }
  const newestMs = (minutes - 1) * 60_000 + 9;
  expect(await redis("ZCOUNT", `${prefix}hot`, "-inf", newestMs - REMEMBERED_MS - 1)).toBe(0);
  expect(await redis("ZCARD", `${prefix}hot`)).toBe(31);
});

const once = [[{ key: "k", atMs: Date.now(), limit: 1, windowMs: 1_000 }]];

test("a Redis that does not answer is given up on long before it would", async () => {
  front.delayMs = 50_000;
  const judged = upstashJudge(options())("slow", once).finally(() => (front.delayMs = 0));
  await expect(judged).rejects.toThrow("did not answer within 150 ms");
});

test("a wrong token is an error, never an admission", async () => {
  await expect(upstashJudge({ ...options(), token: "wrong" })("x", once)).rejects.toThrow("Unauthorized");
});
