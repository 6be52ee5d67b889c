import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBytes } from "../../../../worker/http/request-bytes.ts";
import { ArrivingBodies } from "../../../../worker/http/traffic/arriving-bodies.ts";

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

test("a body that gives up its room to others is read to its end, and its sender told to come again", async () => {
  const arriving = new ArrivingBodies({ bodies: 1, bytes: 1_000 });
  const late = new TransformStream<Uint8Array, Uint8Array>();
  const opened = readBytes(sent(late.readable), 10, arriving).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(3_000);
  const whole = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new Uint8Array(3));
      controller.close();
    },
  });
  expect((await readBytes(sent(whole), 10, arriving)).byteLength).toBe(3);
  const writer = late.writable.getWriter();
  for (let part = 0; part < 3; part += 1) await writer.write(new Uint8Array(1));
  await writer.close();
  expect(await opened).toMatchObject({ code: "overloaded" });
  expect(arriving.held).toEqual({ bodies: 0, bytes: 0 });
});
