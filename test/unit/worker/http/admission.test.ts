import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { Admission } from "../../../../worker/http/traffic/admission.ts";
import { onError } from "../../../../worker/http/errors.ts";

function held() {
  const ends: (() => void)[] = [];
  const work = async () => await new Promise<void>((resolve) => ends.push(resolve));
  return { ends, work };
}

async function answerOf(work: Promise<unknown>): Promise<Response> {
  return await work.then(
    () => new Response("done"),
    (error: unknown) => onError(error),
  );
}

test("as many requests as there are places are let in; one more is 503 with Retry-After, at once", async () => {
  const admission = new Admission(LIMITS.requestsAtOnce);
  const { ends, work } = held();
  const under = Array.from({ length: LIMITS.requestsAtOnce }, async () => await admission.within(0, work));
  const beyond = await answerOf(admission.within(0, work));
  expect(beyond.status).toBe(503);
  expect(await beyond.json()).toMatchObject({ code: "overloaded" });
  expect(Number(beyond.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(ends).toHaveLength(LIMITS.requestsAtOnce);
  for (const end of ends) end();
  await Promise.all(under);
  expect(admission.taken).toBe(0);
});

test("a large body takes the room of several requests, and one alone is always let in", async () => {
  const admission = new Admission(16);
  const { ends, work } = held();
  const large = admission.within(1_048_576, work);
  expect((await answerOf(admission.within(0, work))).status).toBe(503);
  for (const end of ends) end();
  await large;
  const imported = admission.within(100_000_000, work);
  for (const end of ends) end();
  await imported;
  expect(admission.taken).toBe(0);
});

test("work that throws gives its room back", async () => {
  const admission = new Admission(1);
  const fails = async () => await Promise.reject(new Error("no"));
  await expect(admission.within(0, fails)).rejects.toThrow("no");
  expect(admission.taken).toBe(0);
});

test("those who were refused together are not all told to return at once", async () => {
  const admission = new Admission(1);
  const { work } = held();
  void admission.within(0, work);
  const told = await Promise.all(
    Array.from({ length: 100 }, async () =>
      (await answerOf(admission.within(0, work))).headers.get("retry-after"),
    ),
  );
  expect(new Set(told).size).toBeGreaterThan(1);
});
