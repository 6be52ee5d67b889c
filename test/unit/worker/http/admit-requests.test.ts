import { Hono } from "hono";
import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { jsonBody } from "../../../../worker/http/body.ts";
import type { HttpEnv } from "../../../../worker/http/http-env.ts";
import { DISCARDED_BYTES } from "../../../../worker/http/traffic/discard-body.ts";
import { admitted } from "../../../../worker/http/traffic/admit-requests.ts";

/** An answer without a look at the body, and what was read of the body all the same. */
async function answered(chunks: () => Uint8Array | null) {
  const read = { bytes: 0, isCancelled: false, isWhole: false };
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = chunks();
      read.bytes += chunk?.byteLength ?? 0;
      read.isWhole = chunk === null;
      if (chunk === null) controller.close();
      else controller.enqueue(chunk);
    },
    cancel: () => {
      read.isCancelled = true;
    },
  });
  const app = new Hono().use("*", admitted).post("/", (c) => c.text("no", 401));
  const answer = await app.request("/", { method: "POST", body, duplex: "half" } as RequestInit);
  return { status: answer.status, ...read };
}

test("a body that nobody looked at is read, so that its connection can take the answer", async () => {
  let left = 3;
  const given = await answered(() => (left-- > 0 ? new Uint8Array(1_000) : null));
  expect(given).toEqual({ status: 401, bytes: 3_000, isCancelled: false, isWhole: true });
});

test("a body without a length that never ends is given up, and its answer is given", async () => {
  const given = await answered(() => new Uint8Array(1_048_576));
  expect(given).toMatchObject({ status: 401, isCancelled: true, isWhole: false });
  expect(given.bytes).toBeLessThan(2 * DISCARDED_BYTES);
});

test("a body that is on its way takes no room of those who ask: thousands of them turn nobody away", async () => {
  const app = new Hono<HttpEnv>()
    .use("*", admitted)
    .post("/", jsonBody, (c) => c.text("read"))
    .get("/", (c) => c.text("asked"));
  const senders: (() => void)[] = [];
  const send = async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        senders.push(() => {
          controller.enqueue(new TextEncoder().encode("{}"));
          controller.close();
        });
      },
    });
    const headers = { "content-length": "1048576" };
    const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
    return (await app.request("/", init)).status;
  };
  const under = Array.from({ length: 2 * LIMITS.requestsAtOnce }, send);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(await (await app.request("/")).text()).toBe("asked");
  for (let first = 0; first < under.length; first += 500) {
    for (const end of senders.slice(first, first + 500)) end();
    expect(new Set(await Promise.all(under.slice(first, first + 500)))).toEqual(new Set([200]));
  }
});
