import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { newCredential } from "../../../worker/platform/credentials.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import { app, call, newProgram, OPERATOR } from "../../support/api-client.ts";
import { sized } from "../../support/effort.ts";
import { countStorage } from "../../support/api-storage-counter.ts";

describe("credentials", () => {
  test.each([
    ["none", null],
    ["a wrong one", "wrong"],
    ["an operator's with one letter more", `${OPERATOR}x`],
    ["a key that we never made", "tk_demo_0123456789012345678901234567890123456789"],
  ])("%s is answered 401 with how to authenticate", async (_, token) => {
    for (const path of ["/v1/programs", "/v1/programs/anything", "/v1/programs/anything/links", "/metrics"]) {
      const answer = await call("GET", path, { token });
      expect([answer.status, answer.body.code]).toEqual([401, "unauthorized"]);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("credentials are judged before the body is read", async () => {
    const { path } = await newProgram();
    for (const route of ["/v1/programs", `${path}/links`]) {
      expect((await call("POST", route, { token: "wrong", body: "{" })).status).toBe(401);
    }
  });

  test("a program's key on another program is answered 404, on one that exists and one that does not", async () => {
    const mine = await newProgram();
    const theirs = await newProgram();
    for (const path of [theirs.path, `${theirs.path}/links`, "/v1/programs/no-such-program"]) {
      const answer = await call("GET", path, { token: mine.apiKey });
      expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    }
  });

  test("5,000 random keys, and programs guessed with them, make no storage call", async () => {
    const counted = countStorage(env);
    const ring = keyRing(env);
    const real = newCredential(ring, "tk", "guessed").text;
    for (let index = 0; index < 5_000; index += 1) {
      const random = crypto.randomUUID().replaceAll("-", "");
      const token =
        index % 2 === 0
          ? `tk_guessed-${index}_${random}00000000`
          : `${real.slice(0, -10)}${random.slice(0, 10)}`;
      const answer = await call("GET", `/v1/programs/guessed-${index}`, { token, env: counted.env });
      expect(answer.status).toBe(401);
    }
    // Once a minute the counts of all requests are written, whoever comes then.
    expect(counted.uses()).toBeLessThanOrEqual(1);
  });

  test("a key with right check characters that was never stored is refused", async () => {
    const { id, path } = await newProgram();
    const { text } = newCredential(keyRing(env), "tk", id);
    expect((await call("GET", path, { token: text })).status).toBe(401);
    const { text: token } = newCredential(keyRing(env), "tp", id);
    expect((await call("GET", `${path}/links`, { token })).status).toBe(401);
  });

  test("without ADMIN_TOKEN management answers 503, whatever is presented", async () => {
    const bare = new Proxy(env, {
      get: (target, key) => (key === "ADMIN_TOKEN" ? "" : (Reflect.get(target, key) as unknown)),
    });
    for (const token of [null, "", "anything", OPERATOR]) {
      const answer = await call("GET", "/v1/programs", { token, env: bare });
      expect([answer.status, answer.body.code]).toEqual([503, "not_configured"]);
      expect(answer.headers.get("retry-after")).not.toBeNull();
    }
  });

  test("with ADMIN_HOST set, management answers on that host alone", async () => {
    const hosted = new Proxy(env, {
      get: (target, key) => (key === "ADMIN_HOST" ? "admin.test" : (Reflect.get(target, key) as unknown)),
    });
    const ask = async (host: string) => {
      const headers = { authorization: `Bearer ${OPERATOR}` };
      const request = new Request(`http://${host}/v1/programs`, { headers });
      return (await app.fetch(request, hosted, createExecutionContext())).status;
    };
    expect([await ask("share.test"), await ask("admin.test")]).toEqual([404, 200]);
  });
});

describe("bodies", () => {
  test.each(["{", "not json", '{"id": }', "\u0000", "[1,"])(
    "%j is answered 400 invalid_json",
    async (body) => {
      const answer = await call("POST", "/v1/programs", { body });
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_json"]);
    },
  );

  test.each(["null", "[]", '"text"', "7", "", "{}", '{"__proto__": {"id": "x"}}'])(
    "%j is answered 422 invalid_body",
    async (body) => {
      const answer = await call("POST", "/v1/programs", { body });
      expect([answer.status, answer.body.code]).toEqual([422, "invalid_body"]);
      expect(answer.body.errors.length).toBeGreaterThan(0);
    },
  );

  test("a body nested without end, or of endless names, is refused in a short answer", async () => {
    const { path } = await newProgram();
    const depth = 100_000;
    const nested = `{"settlement":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
    const names = JSON.stringify({ ["x".repeat(1_000_000)]: 1 });
    for (const body of [nested, names]) {
      for (const [method, route] of [
        ["PATCH", path],
        ["POST", "/v1/programs"],
        ["PUT", `${path}/commission-rules`],
        ["POST", `${path}/conversions`],
      ] as const) {
        const answer = await call(method, route, { body });
        expect([method, route, answer.status]).toEqual([method, route, 422]);
        expect(JSON.stringify(answer.body).length).toBeLessThan(10_000);
      }
    }
  });

  test("bytes that are no UTF-8 are no JSON; a byte order mark is taken off", async () => {
    const id = `marked-${crypto.randomUUID().slice(0, 8)}`;
    const send = (bytes: Uint8Array) =>
      app.fetch(
        new Request("http://tributary.test/v1/programs", {
          method: "POST",
          headers: { authorization: `Bearer ${OPERATOR}` },
          body: bytes,
        }),
        env,
        createExecutionContext(),
      );
    const text = JSON.stringify({ id, name: "?", currency: "CNY" });
    const torn = Buffer.from(text);
    torn[text.indexOf("?")] = 0xff;
    const refused = await send(torn);
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: "invalid_json" }]);
    expect((await send(Buffer.from(`\ufeff${text}`))).status).toBe(201);
  });

  test("JSON is read whatever type it is sent as", async () => {
    const body = JSON.stringify({ id: "typeless", name: "T", currency: "CNY" });
    const headers = { "content-type": "text/plain" };
    expect((await call("POST", "/v1/programs", { body, headers })).status).toBe(201);
  });

  test("a body over 1 MiB is answered 413, whether its length is announced, absent or a lie", async () => {
    const { path } = await newProgram();
    const most = JSON.stringify({ name: "x".repeat(LIMITS.bodyBytes - 11) });
    expect(most.length).toBe(LIMITS.bodyBytes);
    const atBound = await call("PATCH", path, { body: most });
    expect(atBound.status).toBe(422);
    const over = `${most} `;
    const announced = await call("PATCH", path, { body: over });
    expect([announced.status, announced.body.code]).toEqual([413, "body_too_large"]);
    const lied = await call("PATCH", path, { body: over, headers: { "content-length": "10" } });
    expect(lied.status).toBe(413);
    const chunk = new TextEncoder().encode(over);
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(chunk);
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${OPERATOR}` };
    const request = new Request(`http://t.test${path}`, { method: "PATCH", headers, body: stream });
    expect((await app.fetch(request, env, createExecutionContext())).status).toBe(413);
  });
});

describe("paths", () => {
  test("an unknown path is 404, a known one by another method 405 with what it allows", async () => {
    const { path } = await newProgram();
    for (const unknown of ["/", "/v1", "/v1/nothing", `${path}/nothing`]) {
      const answer = await call("GET", unknown);
      expect([unknown, answer.status, answer.body.code]).toEqual([unknown, 404, "not_found"]);
    }
    const wrong = await call("PUT", "/v1/programs", { body: {} });
    expect([wrong.status, wrong.body.code]).toEqual([405, "method_not_allowed"]);
    expect(wrong.headers.get("allow")).toBe("GET, POST");
    expect((await call("DELETE", path)).status).toBe(405);
  });

  test.each([
    "%zz",
    "%",
    "%E0%A4%A",
    "pr_",
    "pr_UPPER",
    "pr_zzzzzzzzzzzz",
    "..%2f..",
    "a%00b",
    "💥",
    "%F0%9F%92%A5",
  ])("the id %s names nothing and is answered 404", async (id) => {
    const { path } = await newProgram();
    for (const route of [`${path}/promoters/${id}/wallet`, `${path}/links/${id}`, `/v1/programs/${id}`]) {
      const answer = await call("GET", route);
      expect([route, answer.status]).toEqual([route, 404]);
    }
  });
});

test("what is no move of an order or payout is no path", async () => {
  const { path } = await newProgram();
  expect((await call("GET", `${path}/orders/o/release`)).status).toBe(405);
  for (const route of ["orders/o/shipments", "payouts/po_1_1/tax"]) {
    expect([route, (await call("GET", `${path}/${route}`)).status]).toEqual([route, 404]);
  }
});

/** Each route is sent one of so many bodies; at random it is sent more by `npm run fuzz`. */
const EACH_SO_MANY = sized(3, 1, 6);

test("no route answers 500 to junk", async () => {
  const { path, id } = await newProgram();
  const registry = app.routes.filter((route) => route.method !== "ALL");
  const junkIds = ["x", "pr_1", "ln_1", "po_1_1", "pb_0_1", "ak_1", "%zz", "%00", "é", "a".repeat(300)];
  const junkBodies = [
    undefined,
    "{",
    "[]",
    "null",
    '{"amount":1e400}',
    '{"amount":-0,"currency":"CNY","orderId":"o"}',
    '{"memberId":"\\ud800"}',
    '{"memberId":"..","uplineMemberId":7}',
    '{"promoterId":"pr_1","destination":"https://shop.example/","slug":"-"}',
    '{"rules":[{"id":"a","levels":[{}]}]}',
    '{"settlement":{"autoReceiveAfter":null,"holdPeriod":[]}}',
    `{"deep":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  ];
  const queries = [
    "",
    "?limit=-1",
    "?cursor=W10",
    "?at=x&version=1e9",
    "?from=%zz&to=9999-99-99T00:00:00Z",
    "?depth=0",
  ];
  let asked = 0;
  for (const [index, route] of registry.entries()) {
    for (const [place, body] of junkBodies.entries()) {
      if ((index + place) % EACH_SO_MANY !== 0) continue;
      const junk = junkIds[(index + place) % junkIds.length] ?? "x";
      const filled = route.path
        .replace(":program", place % 4 === 3 ? junk : id)
        .replaceAll(/:[a-zA-Z]+/g, junk);
      const sent = route.method === "GET" || body === undefined ? {} : { body };
      const answer = await call(route.method, `${filled}${queries[place % queries.length]}`, {
        ...sent,
        headers: place % 2 === 0 ? { "Idempotency-Key": junk.replaceAll(/[^ -~]/g, "?") } : {},
      });
      asked += 1;
      expect([route.method, filled, body?.slice(0, 80), answer.status]).not.toContain(500);
      const isProblem = typeof answer.body.code === "string" && answer.body.status === answer.status;
      // What people open in a browser answers them with a page.
      const isPage =
        /^\/(wechat\/)?sign-in\/|^\/v1\/sessions\/provider/.test(route.path) &&
        String(answer.body).startsWith("<!doctype html>");
      expect([route.path, answer.status, answer.status < 400 || isProblem || isPage]).toContain(true);
    }
  }
  expect(asked).toBe((registry.length * junkBodies.length) / EACH_SO_MANY);
  expect((await call("GET", path)).status).toBe(200);
});
