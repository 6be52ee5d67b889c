import { afterAll, beforeAll, expect, test } from "vitest";
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

const once = [[{ key: "k", atMs: Date.now(), limit: 1, windowMs: 1_000 }]];

test("a Redis that does not answer is given up on long before it would", async () => {
  front.delayMs = 50_000;
  const judged = upstashJudge(options())("slow", once).finally(() => (front.delayMs = 0));
  await expect(judged).rejects.toThrow("did not answer within 150 ms");
});

test("a wrong token is an error, never an admission", async () => {
  await expect(upstashJudge({ ...options(), token: "wrong" })("x", once)).rejects.toThrow("Unauthorized");
});
