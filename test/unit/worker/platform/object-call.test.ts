import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { callObject } from "../../../../worker/platform/object-call.ts";

function failing(marks: object, times = Infinity) {
  const calls = { made: 0 };
  const attempt = async () => {
    calls.made += 1;
    if (calls.made <= times) throw Object.assign(new Error("broke off"), marks);
    return "answer";
  };
  return { calls, attempt };
}

async function pausesOf(attempt: () => Promise<unknown>): Promise<{ pauses: number[]; error: unknown }> {
  const pauses: number[] = [];
  const error: unknown = await callObject(attempt, async (ms) => void pauses.push(ms)).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { pauses, error };
}

test.each([{ retryable: true }, { durableObjectReset: true }])(
  "a call that broke off is repeated after pauses that grow and differ: %o",
  async (marks) => {
    const { calls, attempt } = failing(marks);
    const { pauses, error } = await pausesOf(attempt);
    expect([calls.made, (error as Error).message]).toEqual([3, "broke off"]);
    const [first = 0, second = 0] = pauses;
    expect(first).toBeGreaterThanOrEqual(50);
    expect(first).toBeLessThanOrEqual(100);
    expect(second).toBeGreaterThanOrEqual(200);
    expect(second).toBeLessThanOrEqual(400);
    const others = await pausesOf(failing(marks).attempt);
    expect(others.pauses).not.toEqual(pauses);
  },
);

test("a repeat that succeeds is the answer", async () => {
  const { attempt } = failing({ retryable: true }, 2);
  await expect(callObject(attempt, async () => {})).resolves.toBe("answer");
});

test.each([{ overloaded: true, retryable: true }, { overloaded: true, durableObjectReset: true }, {}])(
  "an object that is overloaded, or an error of its own, is never asked again at once: %o",
  async (marks) => {
    const { calls, attempt } = failing(marks);
    expect((await pausesOf(attempt)).pauses).toEqual([]);
    expect(calls.made).toBe(1);
  },
);

test("calls beyond those that an isolate makes at once are refused without being made, and room comes back", async () => {
  const open: (() => void)[] = [];
  const waiting = Array.from({ length: LIMITS.objectCallsAtOnce }, async () =>
    callObject(async () => await new Promise<void>((resolve) => open.push(resolve))),
  );
  const beyond = failing({}, 0);
  await expect(callObject(beyond.attempt)).rejects.toMatchObject({ name: "ObjectsBusy", overloaded: true });
  expect(beyond.calls.made).toBe(0);
  for (const end of open) end();
  await Promise.all(waiting);
  await expect(callObject(beyond.attempt)).resolves.toBe("answer");
});
