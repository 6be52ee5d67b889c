/** A page signs in with a key, and no other page acts in its name. */
import { exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openShop, request, type Answer, type Shop } from "../../support/shop.ts";

const OPERATOR = "operator-of-the-tests";
const OURS = { "sec-fetch-site": "same-origin" };

afterEach(() => {
  vi.useRealTimers();
});

async function signIn(key: string, headers: Record<string, string> = OURS): Promise<Answer> {
  return await request("POST", "/v1/sessions", { body: { key }, headers });
}

/** What a browser sends back of what it was given. */
function cookieOf({ headers }: Answer): string {
  return headers.get("set-cookie")?.split(";")[0] ?? "";
}

async function sessionOf(key: string): Promise<Record<string, string>> {
  return { cookie: cookieOf(await signIn(key)), ...OURS };
}

async function tokenOf(shop: Shop, promoterId: string): Promise<string> {
  return (await shop.post(`/promoters/${promoterId}/tokens`, {})).body.token;
}

describe("a session", () => {
  test("is a cookie of this host alone, that no script reads, and does not show the key", async () => {
    const shop = await openShop();
    const answer = await signIn(shop.apiKey);
    expect(answer).toMatchObject({
      status: 201,
      body: { caller: "key", program: shop.id, promoterId: null },
    });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Host-tributary=/);
    for (const part of ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"]) {
      expect(cookie.split("; ")).toContain(part);
    }
    expect(cookie).not.toMatch(/domain/i);
    expect(decodeURIComponent(cookie) + JSON.stringify(answer.body)).not.toContain(shop.apiKey.slice(-20));
  });

  test("leaves in the audit who told what of an order, and why; a checkout's key does not", async () => {
    const shop = await openShop();
    await shop.order("told", 10_000, {});
    const events = `/v1/programs/${shop.id}/orders/told/events`;
    const refund = (eventId: string) => ({
      eventId,
      type: "refunded",
      amount: 100,
      reason: `Told as ${eventId}`,
    });
    await shop.post("/orders/told/events", refund("a"));
    const headers = await sessionOf(shop.apiKey);
    expect((await request("POST", events, { headers, body: refund("b") })).status).toBe(200);
    const told = (await shop.get("/audit?limit=100")).body.data.filter(
      ({ operation }: { operation: string }) => operation === "recordOrderEvent",
    );
    expect(told).toMatchObject([{ outcome: "changed", reason: "Told as b" }]);
  });

  test("reaches what its key reaches, of an operator, a key and a promoter", async () => {
    const shop = await openShop();
    const [seller, other] = [await shop.promoter("seller"), await shop.promoter("other")];
    const base = `/v1/programs/${shop.id}`;
    const get = async (key: string, path: string) =>
      (await request("GET", path, { headers: await sessionOf(key) })).status;
    expect(await get(OPERATOR, "/v1/programs")).toBe(200);
    expect(await get(shop.apiKey, `${base}/orders`)).toBe(200);
    expect(await get(shop.apiKey, "/v1/programs")).toBe(404);
    const token = await tokenOf(shop, seller.id);
    expect(await get(token, `${base}/promoters/${seller.id}/wallet`)).toBe(200);
    expect(await get(token, `${base}/promoters/${other.id}/wallet`)).toBe(404);
    expect(
      (await request("GET", "/v1/sessions/current", { headers: await sessionOf(token) })).body,
    ).toMatchObject({ caller: "promoter", promoterId: seller.id, program: shop.id, scopes: [] });
  });

  test("ends with its key", async () => {
    const shop = await openShop();
    const made = await request("POST", `/v1/programs/${shop.id}/api-keys`, {
      token: OPERATOR,
      body: { name: "desk" },
    });
    const headers = await sessionOf(made.body.key);
    const orders = `/v1/programs/${shop.id}/orders`;
    expect((await request("GET", orders, { headers })).status).toBe(200);
    await request("DELETE", `/v1/programs/${shop.id}/api-keys/${made.body.id}`, { token: OPERATOR });
    expect((await request("GET", orders, { headers })).status).toBe(401);
    expect((await request("GET", "/v1/sessions/current", { headers })).status).toBe(401);
  });

  test("ends after twelve hours, whatever the browser keeps", async () => {
    const shop = await openShop();
    const headers = await sessionOf(shop.apiKey);
    const current = async () => (await request("GET", "/v1/sessions/current", { headers })).status;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 12 * 3_600_000 - 60_000 });
    expect(await current()).toBe(200);
    vi.setSystemTime(Date.now() + 120_000);
    expect(await current()).toBe(401);
  });

  test("is forgotten on signing out", async () => {
    const shop = await openShop();
    const headers = await sessionOf(shop.apiKey);
    const out = await request("DELETE", "/v1/sessions/current", { headers });
    expect(out.status).toBe(204);
    const [page = "", frame = "", ...others] = out.headers.getSetCookie();
    for (const cookie of [page, frame])
      expect(cookie).toMatch(/^__Host-tributary=; Max-Age=0; Path=\/; .*Secure/);
    expect([page, others]).toEqual([expect.not.stringMatching(/Partitioned|SameSite=None/), []]);
    expect(frame.split("; ")).toEqual(expect.arrayContaining(["SameSite=None", "Partitioned"]));
    expect((await request("DELETE", "/v1/sessions/current")).status).toBe(204);
  });
});

describe("another site", () => {
  test("writes nothing by a session, nor does a page of a sibling host, nor who does not say", async () => {
    const shop = await openShop();
    const { cookie = "" } = await sessionOf(shop.apiKey);
    const write = async (site: Record<string, string>) =>
      await request("POST", `/v1/programs/${shop.id}/promoters`, {
        body: { memberId: "mallory" },
        headers: { cookie, ...site },
      });
    for (const site of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      {},
    ]) {
      expect(await write(site)).toMatchObject({ status: 403, body: { code: "cross_site_request" } });
    }
    expect((await shop.get("/promoters?memberId=mallory")).body.data).toEqual([]);
    expect((await write(OURS)).status).toBe(201);
  });

  test("reads nothing by a session, over a socket neither", async () => {
    const shop = await openShop();
    const { cookie = "" } = await sessionOf(shop.apiKey);
    const base = `https://tributary.test/v1/programs/${shop.id}`;
    for (const site of ["cross-site", "same-site"]) {
      const headers = { cookie, "sec-fetch-site": site };
      expect((await request("GET", `/v1/programs/${shop.id}/orders`, { headers })).status).toBe(403);
      const socket = await exports.default.fetch(`${base}/events/stream`, {
        headers: { ...headers, upgrade: "websocket" },
      });
      expect([socket.status, socket.webSocket]).toEqual([403, null]);
    }
    const typed = { cookie, "sec-fetch-site": "none" };
    expect((await request("GET", `/v1/programs/${shop.id}/orders`, { headers: typed })).status).toBe(200);
  });

  test("opens no socket where a browser tells its origin alone, nor does one that tells none", async () => {
    const shop = await openShop();
    const { cookie = "" } = await sessionOf(shop.apiKey);
    const path = `/v1/programs/${shop.id}/events/stream`;
    const open = async (headers: Record<string, string>) =>
      await exports.default.fetch(`https://tributary.test${path}`, {
        headers: { cookie, upgrade: "websocket", ...headers },
      });
    for (const headers of [
      { origin: "https://sibling.tributary.test" },
      { origin: "null" },
      { origin: "https://sibling.tributary.test", "sec-fetch-site": "same-origin" },
      OURS,
      {},
    ]) {
      const refused = await open(headers);
      expect([headers, refused.status, refused.webSocket]).toEqual([headers, 403, null]);
    }
    const foreign = { cookie, origin: "https://sibling.tributary.test" };
    expect((await request("GET", path, { headers: foreign })).status).toBe(403);
    const own = await open({ origin: "https://tributary.test" });
    expect(own.status).toBe(101);
    own.webSocket?.accept();
    own.webSocket?.close();
  });

  test("signs nobody in or out", async () => {
    const shop = await openShop();
    const headers = { "sec-fetch-site": "cross-site" };
    const refused = { status: 403, body: { code: "cross_site_request" } };
    const signedIn = await signIn(shop.apiKey, headers);
    expect(signedIn).toMatchObject(refused);
    expect(signedIn.headers.get("set-cookie")).toBeNull();
    expect(await request("DELETE", "/v1/sessions/current", { headers })).toMatchObject(refused);
  });
});

test("a key that is wrong, revoked or no key begins no session", async () => {
  const shop = await openShop();
  const changed = `${shop.apiKey.slice(0, -1)}${shop.apiKey.endsWith("0") ? "1" : "0"}`;
  for (const key of ["x", changed, `${OPERATOR}x`, "tk_nowhere_0123456789abcdefghjkmnpqrstvwxyz01234567"]) {
    const answer = await signIn(key);
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthorized" } });
    expect(answer.headers.get("set-cookie")).toBeNull();
  }
  for (const body of [{}, { key: "" }, { key: 1 }, { key: "x", other: 1 }, { key: "x".repeat(513) }]) {
    expect(await request("POST", "/v1/sessions", { body, headers: OURS })).toMatchObject({ status: 422 });
  }
});

test("a cookie that we never made is nobody's, and a wrong bearer is not helped by a session", async () => {
  const shop = await openShop();
  const orders = `/v1/programs/${shop.id}/orders`;
  const { cookie = "" } = await sessionOf(shop.apiKey);
  const sealed = decodeURIComponent(cookie.slice("__Host-tributary=".length));
  const middle = sealed.length >> 1;
  const bent = `${sealed.slice(0, middle)}${sealed[middle] === "A" ? "B" : "A"}${sealed.slice(middle + 1)}`;
  for (const value of ["x", "1.AAAA", bent, `2${sealed.slice(1)}`]) {
    const headers = { cookie: `__Host-tributary=${encodeURIComponent(value)}`, ...OURS };
    expect((await request("GET", orders, { headers })).status).toBe(401);
  }
  const bearer = { cookie, ...OURS, authorization: "Bearer wrong" };
  expect((await request("GET", orders, { headers: bearer })).status).toBe(401);
});
