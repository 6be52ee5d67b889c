import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBytes } from "../../../../worker/http/request-bytes.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function sent(body: ReadableStream<Uint8Array>): Request {
  return new Request("https://x.example/", { method: "POST", body, duplex: "half" } as RequestInit);
}

test("a body that never becomes whole is given up after half a minute, and says so", async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => void (isCancelled = true),
  });
  const reading = readBytes(sent(body)).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(isCancelled).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([isCancelled, await reading]).toMatchObject([true, { code: "slow_body" }]);
});

test("a body that breaks off is the sender's fault, and leaves no timer behind", async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("Network connection lost.")),
  });
  await expect(readBytes(sent(body))).rejects.toMatchObject({ code: "incomplete_body" });
  expect(vi.getTimerCount()).toBe(0);
});

test("a body that is too large is refused, and read to its end so that the answer arrives", async () => {
  let left = 5;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(new Uint8Array(1_000));
    },
  });
  await expect(readBytes(sent(body), 2_500)).rejects.toMatchObject({ code: "body_too_large" });
  expect(left).toBe(-1);
});
