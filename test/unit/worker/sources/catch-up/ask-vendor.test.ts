/** What is asked of a vendor goes to its own host, at its pace, and every answer but a whole one is a fault with its reason. */
import { expect, test, vi } from "vitest";
import { VENDOR_NETWORKS } from "../../../../../scripts/service/vendor-networks.ts";
import { vendorAsker } from "../../../../../worker/sources/catch-up/ask-vendor.ts";
import { VendorFault } from "../../../../../worker/sources/catch-up/vendor-api.ts";

const NOW = Date.UTC(2026, 10, 22);

/** Asks once, and answers the fault. */
async function faultAt(answer: () => Response | Promise<Response>): Promise<VendorFault | undefined> {
  const VENDORS = { fetch: async () => await answer() };
  const ask = vendorAsker({ VENDORS }, { origin: "https://api.vendor.example", pauseMs: 0 }, () => undefined);
  try {
    await ask("/orders", { authorization: "Bearer secret" });
    return undefined;
  } catch (error) {
    if (error instanceof VendorFault) return error;
    throw error;
  }
}

const answered =
  (status: number, headers: Record<string, string> = {}, body: string | null = "") =>
  async () =>
    await faultAt(() => new Response(body, { status, headers }));

function breaking(): Response {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"data":['));
      controller.error(new Error("the connection was lost"));
    },
  });
  return new Response(stream, { status: 200 });
}

function endless(): Response {
  const part = new Uint8Array(1_048_576);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(part) }), {
    status: 200,
  });
}

test.each([
  ["a whole answer", answered(200, {}, "{}"), undefined, undefined],
  ["401", answered(401), "key_refused", false],
  ["403", answered(403), "key_refused", false],
  ["400", answered(400), "rejected", false],
  ["404", answered(404), "rejected", false],
  ["a redirect", answered(302, { location: "https://attacker.example" }, null), "redirected", false],
  ["204", answered(204, {}, null), "answer_unreadable", true],
  ["429", answered(429), "busy", true],
  ["408", answered(408), "down", true],
  ["500", answered(500), "down", true],
  ["503", answered(503), "down", true],
  [
    "no connection",
    async () => await faultAt(async () => await Promise.reject(new Error("secret"))),
    "down",
    true,
  ],
  ["a broken transfer", async () => await faultAt(breaking), "answer_unreadable", true],
  ["fewer bytes than announced", answered(200, { "content-length": "9" }, "{}"), "answer_unreadable", true],
  ["an answer without an end", async () => await faultAt(endless), "answer_too_large", false],
] as const)("%s", async (_, ask, reason, isPassing) => {
  const fault = await ask();
  expect(fault?.reason).toBe(reason);
  expect(fault?.isPassing).toBe(isPassing);
});

test("of a refusal the vendor's own word is kept, and no sentence, which may quote the key", async () => {
  const body = JSON.stringify({ error: { code: "api_key_expired", message: "Expired key sk_live_1234" } });
  const fault = await answered(401, {}, body)();
  expect(fault?.code).toBe("api_key_expired");
  expect(`${fault?.message}${JSON.stringify(fault)}`).not.toContain("sk_live");
  expect((await answered(400, {}, '{"code":"NO_STATEMENT_EXIST"}')())?.code).toBe("NO_STATEMENT_EXIST");
  expect((await answered(400, {}, '{"code":"has spaces and <html>"}')())?.code).toBeNull();
});

test("a path stays at the vendor's host, whatever it says, and nothing is followed", async () => {
  const asked: { url: string; redirect: unknown }[] = [];
  const VENDORS = {
    fetch: async (url: unknown, init?: { redirect?: unknown }) => {
      asked.push({ url: String(url), redirect: init?.redirect });
      return new Response("{}");
    },
  };
  const ask = vendorAsker({ VENDORS }, { origin: "https://api.vendor.example", pauseMs: 0 }, () => undefined);
  await ask("/v1/events?limit=1", {});
  await expect(ask("//attacker.example/x", {})).rejects.toMatchObject({ reason: "redirected" });
  await expect(ask("https://attacker.example/x", {})).rejects.toMatchObject({ reason: "redirected" });
  expect(asked).toEqual([{ url: "https://api.vendor.example/v1/events?limit=1", redirect: "manual" }]);
});

test("what a merchant names is asked by way of public addresses alone, also where the operator named other vendors", async () => {
  const asked: string[] = [];
  const by = (network: string) => ({
    fetch: async () => {
      asked.push(network);
      return await Promise.resolve(new Response("{}"));
    },
  });
  const networks = { VENDORS: by("public"), VENDORS_ELSEWHERE: by("private") };
  const at = { origin: "https://shop.example", pauseMs: 0 };
  await vendorAsker(networks, at, () => undefined)("/orders", {});
  await vendorAsker(networks, { ...at, isOperators: true }, () => undefined)("/orders", {});
  expect(asked).toEqual(["public", "private"]);
  expect(VENDOR_NETWORKS.VENDORS.network.allow).toEqual(["public"]);
});

test("where nothing is bound to ask by, the platform's own fetch is called as the function that it is", async () => {
  const callers: unknown[] = [];
  vi.stubGlobal("fetch", async function (this: unknown) {
    callers.push(this);
    return await Promise.resolve(new Response("{}"));
  });
  try {
    const at = { origin: "https://api.vendor.example", pauseMs: 0 };
    expect((await vendorAsker({}, at, () => undefined)("/orders", {})).bytes).toHaveLength(2);
    expect(callers).toEqual([undefined]);
  } finally {
    vi.unstubAllGlobals();
  }
});

test("requests begin no sooner than the pause of the source after one another", async () => {
  let [nowMs, requests] = [NOW, 0];
  const waited: number[] = [];
  const VENDORS = {
    fetch: async () => {
      nowMs += 150;
      return new Response("{}");
    },
  };
  const clock = {
    now: () => nowMs,
    wait: async (ms: number) => {
      waited.push(ms);
      nowMs += ms;
    },
  };
  const at = { origin: "https://api.vendor.example", pauseMs: 500 };
  const ask = vendorAsker({ VENDORS }, at, () => (requests += 1), clock);
  for (let n = 0; n < 3; n += 1) await ask("/orders", {});
  nowMs += 2_000;
  await ask("/orders", {});
  expect({ waited, requests }).toEqual({ waited: [350, 350], requests: 4 });
});

test.each([
  ["2", 2_000],
  ["2.5", 2_500],
  ["0", 0],
  ["-1", 0],
  ["999999999", 3_600_000],
  ["Sat, 01 Jan 2000 00:00:00 GMT", 0],
  ["Fri, 01 Jan 2100 00:00:00 GMT", 3_600_000],
  ["soon", 0],
])("Retry-After %s is waited for, an hour at most", async (text, ms) => {
  expect((await answered(429, { "retry-after": text })())?.retryAfterMs).toBe(ms);
});
