/** What is asked of a vendor goes to its own host, at its pace. Every answer but a whole one is a fault with its reason. */
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { VENDOR_NETWORKS } from "../../../../../scripts/service/vendor-networks.ts";
import { readAnswer, vendorAsker } from "../../../../../worker/sources/catch-up/ask-vendor.ts";
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

test("a vendor that never answers, or answers byte by byte, is down when its time is over", async () => {
  const silent = async () => await new Promise<Response>(() => {});
  const dripping = () => {
    const stream = new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 1));
        controller.enqueue(new Uint8Array(1));
      },
    });
    return new Response(stream);
  };
  const refusing = () => new Response(dripping().body, { status: 500 });
  for (const answer of [silent, dripping, refusing]) {
    const VENDORS = { fetch: async () => await answer() };
    const at = { origin: "https://api.vendor.example", pauseMs: 0, withinMs: 30 };
    const asked = vendorAsker({ VENDORS }, at, () => undefined)("/orders", {});
    await expect(asked).rejects.toMatchObject({ reason: "down", isPassing: true, status: null });
  }
});

test("an answer of 8 MiB is read, and one byte more, or more lists than memory has room for, is too large", async () => {
  const text = (bytes: number) => `"${"a".repeat(bytes - 2)}"`;
  expect(await answered(200, {}, text(8 * 1_048_576))()).toBeUndefined();
  expect((await answered(200, {}, text(8 * 1_048_576 + 1))())?.reason).toBe("answer_too_large");
  const read = (body: string) => () =>
    readAnswer(z.unknown(), { headers: new Headers(), bytes: new TextEncoder().encode(body) });
  expect(read(`[${"[],".repeat(499_998)}0]`)).not.toThrow();
  expect(read(`[${"{},".repeat(500_000)}0]`)).toThrow("answer_too_large");
  expect(read("[".repeat(8 * 1_048_576))).toThrow("answer_too_large");
  const members = Array.from({ length: 500_001 }, (_, n) => `"${n}":1`);
  expect(read(`{${members.join(",")}}`)).toThrow("answer_too_large");
  // Within a text they are letters.
  expect(read(JSON.stringify(`\\"${"[".repeat(600_000)}"`))).not.toThrow();
});

test.each([
  ["api_key_expired", "api_key_expired"],
  ["SIGN_ERROR", "SIGN_ERROR"],
  ["rk_live_1a2b3c4d", null],
  ["13812345678", null],
  ["li.lei@shop.example", null],
  ["a".repeat(65), null],
  ["very\nlong", null],
  ["rk_live_secretofletters", null],
  ["secretofletters", null],
])("of the vendor's word %j is shown %j: letters alone, and nothing of the key", async (said, shown) => {
  const VENDORS = { fetch: async () => Response.json({ error: { code: said } }, { status: 401 }) };
  const keys = { key: "rk_live_secretofletters" };
  const at = { origin: "https://api.vendor.example", pauseMs: 0, keys };
  const asked = vendorAsker({ VENDORS }, at, () => undefined)("/orders", {});
  await expect(asked).rejects.toMatchObject({ reason: "key_refused", code: shown });
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
