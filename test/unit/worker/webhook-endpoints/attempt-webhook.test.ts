/** An attempt ends by itself, whatever a receiver does, and keeps no more of an answer than its first KiB. */
import { expect, test } from "vitest";
import { attemptWebhook } from "../../../../worker/webhook-endpoints/attempt-webhook.ts";

const MESSAGE = { url: new URL("https://shop.example/hooks"), headers: {}, body: "{}" };

function network(answer: (init: RequestInit) => Promise<Response>): Pick<Fetcher, "fetch"> {
  return { fetch: async (_, init) => await answer(init as RequestInit) };
}

test("one that never answers is over when its time is", async () => {
  const hanging = network(async () => await new Promise<Response>(() => undefined));
  const made = await attemptWebhook(hanging, MESSAGE, 20);
  expect(made).toMatchObject({ answered: { kind: "fault", fault: "timed_out" }, answer: "" });
  expect(made.durationMs).toBeGreaterThanOrEqual(19);
});

test("one whose body never ends was answered by its status: what came of it is kept, and the rest is cancelled", async () => {
  let isCancelled = false;
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode("begun")),
    cancel: () => {
      isCancelled = true;
    },
  });
  const made = await attemptWebhook(
    network(async () => new Response(body)),
    MESSAGE,
    10_000,
    20,
  );
  expect(made).toMatchObject({ answered: { kind: "answer", status: 200 }, answer: "begun" });
  expect(isCancelled).toBe(true);
});

test("of a long body the first KiB is kept, and the rest is not read", async () => {
  let parts = 0;
  let isCancelled = false;
  const body = new ReadableStream({
    pull: (stream) => {
      parts += 1;
      stream.enqueue(new Uint8Array(1_000).fill(97));
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  const made = await attemptWebhook(
    network(async () => new Response(body, { status: 500 })),
    MESSAGE,
  );
  expect(made).toMatchObject({ answered: { kind: "answer", status: 500 }, answer: "a".repeat(1_024) });
  expect(isCancelled).toBe(true);
  expect(parts).toBeLessThan(6);
});

test("one that breaks off before its answer is a failure, and after it an answer", async () => {
  const broken = network(async () => await Promise.reject(new Error("connection lost")));
  expect((await attemptWebhook(broken, MESSAGE)).answered).toEqual({ kind: "fault", fault: "unreachable" });
  const body = new ReadableStream({
    pull: (stream) => stream.error(new Error("connection lost")),
  });
  const made = await attemptWebhook(
    network(async () => new Response(body, { status: 200 })),
    MESSAGE,
  );
  expect(made).toMatchObject({ answered: { kind: "answer", status: 200 }, answer: "" });
});

test("nothing is followed", async () => {
  const asked: RequestInit[] = [];
  await attemptWebhook(
    network(async (init) => {
      asked.push(init);
      return new Response(null, { status: 302, headers: { location: "https://127.0.0.1/" } });
    }),
    MESSAGE,
  );
  expect(asked).toMatchObject([{ method: "POST", redirect: "manual", body: "{}" }]);
});
