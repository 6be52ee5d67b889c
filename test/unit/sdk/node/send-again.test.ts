/** What was refused for now, or not answered, is sent again as it was; what was refused for good is not. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pauseMs } from "../../../../sdk/node/pause.ts";
import { sendAgain } from "../../../../sdk/node/send-again.ts";

const PATIENT = { timeoutMs: 5_000, retries: 3, longestPauseMs: 1_000 };
const NOW = Date.parse("2026-11-27T12:00:00Z");

/** Answers one after another; `undefined` breaks the connection. */
function answering(...answers: (Response | undefined)[]) {
  const bodies: string[] = [];
  const send = async (request: Request): Promise<Response> => {
    bodies.push(await request.text());
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("fetch failed");
    return answer;
  };
  return { send, bodies };
}

const post = (signal?: AbortSignal): Request =>
  new Request("https://tributary.shop.example/", {
    method: "POST",
    body: "an order",
    ...(signal === undefined ? {} : { signal }),
  });
const refusal = (status: number, retryAfter = "0"): Response =>
  new Response("", { status, headers: { "retry-after": retryAfter } });

test("an answer that refuses for now, and none at all, are followed by the same request", async () => {
  const { send, bodies } = answering(refusal(503), undefined, refusal(429), new Response("taken"));
  const answer = await sendAgain(send, post(), PATIENT);
  expect(await answer.text()).toBe("taken");
  expect(bodies).toEqual(Array.from({ length: 4 }, () => "an order"));
});

test.each([400, 401, 404, 409, 422, 500])("a refusal with %i is the answer", async (status) => {
  const { send, bodies } = answering(refusal(status), new Response("never"));
  expect((await sendAgain(send, post(), PATIENT)).status).toBe(status);
  expect(bodies).toHaveLength(1);
});

test("the last attempt is the answer, whatever it says", async () => {
  const { send, bodies } = answering(...Array.from({ length: 9 }, () => refusal(503)));
  expect((await sendAgain(send, post(), PATIENT)).status).toBe(503);
  expect(bodies).toHaveLength(1 + PATIENT.retries);
  const silent = answering();
  await expect(sendAgain(silent.send, post(), { ...PATIENT, retries: 1 })).rejects.toThrow("fetch failed");
  expect(silent.bodies).toHaveLength(2);
});

test("an answer that asks for a longer pause than the caller has is the last", async () => {
  const { send, bodies } = answering(refusal(429, "3600"));
  expect((await sendAgain(send, post(), PATIENT)).status).toBe(429);
  expect(bodies).toHaveLength(1);
});

test("an attempt that hangs is given up, and another one made", async () => {
  let attempts = 0;
  const send = (request: Request): Promise<Response> =>
    new Promise((done, failed) => {
      attempts += 1;
      if (attempts > 1) done(new Response("taken"));
      request.signal.addEventListener("abort", () => failed(request.signal.reason));
    });
  const answer = await sendAgain(send, post(), { ...PATIENT, timeoutMs: 20 });
  expect([attempts, await answer.text()]).toEqual([2, "taken"]);
});

test("a caller that ends a call ends its pauses too", async () => {
  const controller = new AbortController();
  const { send, bodies } = answering(refusal(503, "1"), new Response("never"));
  const asked = sendAgain(send, post(controller.signal), { ...PATIENT, longestPauseMs: 60_000 });
  controller.abort(new Error("no longer wanted"));
  await expect(asked).rejects.toThrow(/abort|no longer wanted/i);
  expect(bodies.length).toBeLessThanOrEqual(1);
});

test("a pause is never shorter than what was asked for, in seconds or as a date", () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(86_400), chance, (attempt, seconds, luck) => {
      const date = new Date(NOW + seconds * 1_000).toUTCString();
      expect(pauseMs(attempt, String(seconds), luck, NOW)).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(pauseMs(attempt, date, luck, NOW)).toBe(pauseMs(attempt, String(seconds), luck, NOW));
      expect(pauseMs(attempt, "soon", luck, NOW)).toBe(pauseMs(attempt, null, luck, NOW));
    }),
  );
});

test("own pauses double up to ten seconds, and differ by chance", () => {
  const at = (chance: number) => [1, 2, 3, 9].map((attempt) => pauseMs(attempt, null, chance, NOW));
  expect(at(1)).toEqual([200, 400, 800, 10_000]);
  expect(at(0)).toEqual([100, 200, 400, 5_000]);
});
