/** Lines come as a sender writes them: none is lost between two parts, and one who falls silent holds nothing open. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { linesOf } from "../../../../worker/http/files/ndjson.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function bodyOf(parts: readonly string[], isOpen = false): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      if (!isOpen) controller.close();
    },
  });
}

test("lines are read across the parts that they came in, and blank ones are passed over", async () => {
  const lines = [];
  for await (const line of linesOf(bodyOf(["a\n\nb", "c\n", "d"]))) lines.push(line);
  expect(lines).toEqual([
    { number: 1, text: "a" },
    { number: 3, text: "bc" },
    { number: 4, text: "d" },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a body of which nothing more comes ends after half a minute, however much came before", async () => {
  const lines = linesOf(bodyOf(["a\nb"], true));
  expect((await lines.next()).value).toEqual({ number: 1, text: "a" });
  const rest = lines.next().catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(await rest).toMatchObject({ code: "slow_body" });
});
