/** An API key reaches what its scopes say and hands on no more; with none named it is a checkout's key. */
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";

async function keyWith(path: string, scopes?: readonly string[], token?: string) {
  const body = scopes === undefined ? {} : { scopes };
  return await call("POST", `${path}/api-keys`, { body, ...(token === undefined ? {} : { token }) });
}

describe("a key", () => {
  test("that is made without a word holds orders and read: it moves no money and makes no keys", async () => {
    const { path } = await newProgram();
    const made = await keyWith(path);
    expect(made.body.scopes).toEqual(["orders", "read"]);
    const token: string = made.body.key;
    const promoter = (await call("POST", `${path}/promoters`, { body: { memberId: "one" } })).body.id;
    const order = { orderId: "o1", amount: 1_000, currency: "CNY" };
    expect((await call("POST", `${path}/conversions`, { token, body: order })).status).toBe(200);
    expect((await call("GET", `${path}/promoters/${promoter}/wallet`, { token })).status).toBe(200);
    const bonus = { amount: 1_000_000_000_000, kind: "bonus", reason: "mine" };
    const payee = { kind: "wechat", openId: "oLv5jA8s7d6f5g4h3j2k" };
    const tried: [string, string, unknown][] = [
      ["POST", `/promoters/${promoter}/adjustments`, bonus],
      ["PUT", `/promoters/${promoter}/payee`, payee],
      ["POST", `/promoters/${promoter}/payouts`, { amount: 1 }],
      ["POST", "/payouts/po_1_1/approve", {}],
      ["POST", "/payout-batches", {}],
      ["POST", "/orders/o1/credit", { promoterId: promoter, reason: "mine" }],
      ["POST", "/orders/o1/release", { reason: "now" }],
      ["POST", "/api-keys", { scopes: ["orders"] }],
      ["POST", "/sources/standard/secrets", {}],
      ["PATCH", "", { name: "taken" }],
      ["POST", `/promoters/${promoter}/tokens`, {}],
    ];
    for (const [method, route, body] of tried) {
      const { status, body: said } = await call(method, `${path}${route}`, {
        token,
        body,
        headers: { "Idempotency-Key": "once" },
      });
      expect([route, status, said.code]).toEqual([route, 403, "insufficient_scope"]);
    }
    expect((await call("GET", `${path}/promoters/${promoter}/wallet`)).body.available).toBe(0);
  });

  test("that a program is created with holds every scope", async () => {
    const { path } = await newProgram();
    const { data } = (await call("GET", `${path}/api-keys`)).body;
    expect(data[0].scopes).toEqual(["orders", "read", "manage", "payouts", "keys"]);
  });

  test("makes no key with a scope that it lacks, and revokes none that reaches further", async () => {
    const { path, apiKey } = await newProgram();
    const token: string = (await keyWith(path, ["read", "keys"])).body.key;
    for (const wanted of [undefined, ["payouts"], ["read", "manage"]]) {
      const refused = await keyWith(path, wanted, token);
      expect([refused.status, refused.body.code]).toEqual([403, "insufficient_scope"]);
      expect(refused.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    }
    const own = await keyWith(path, ["keys"], token);
    expect([own.status, own.body.scopes]).toEqual([201, ["keys"]]);
    const [first] = (await call("GET", `${path}/api-keys`)).body.data;
    const locked = await call("DELETE", `${path}/api-keys/${first.id}`, { token });
    expect([locked.status, locked.body.code]).toEqual([403, "insufficient_scope"]);
    expect((await call("GET", path, { token: apiKey })).status).toBe(200);
    expect((await call("DELETE", `${path}/api-keys/${own.body.id}`, { token })).status).toBe(204);
  });

  test("of keys alone rotates no secret by which orders could be told", async () => {
    const { path } = await newProgram();
    for (const [scopes, status] of [
      [["keys"], 403],
      [["orders"], 403],
      [["keys", "orders"], 201],
    ] as const) {
      const token: string = (await keyWith(path, scopes)).body.key;
      const answer = await call("POST", `${path}/sources/standard/secrets`, { token, body: {} });
      expect([scopes, answer.status]).toEqual([scopes, status]);
    }
  });

  test("names scopes that there are, each once, and at least one", async () => {
    const { path } = await newProgram();
    for (const scopes of [[], ["all"], ["read", "read"], "read"]) {
      expect((await call("POST", `${path}/api-keys`, { body: { scopes } })).status).toBe(422);
    }
  });

  test("from before there were scopes reaches what it reached, and a word of a later version nothing", async () => {
    const { path, id } = await newProgram();
    const token: string = (await keyWith(path)).body.key;
    const store = async (scopes: string) => {
      await env.CONFIG.batch([
        env.CONFIG.prepare("UPDATE api_keys SET scopes = ? WHERE name = 'unnamed'").bind(scopes),
        env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(id),
      ]);
      await untilItCounts();
    };
    const { results } = await env.CONFIG.prepare(
      "SELECT dflt_value FROM pragma_table_info('api_keys')",
    ).all();
    const [stored] = results.flatMap(({ dflt_value: text }) => (typeof text === "string" ? [text] : []));
    await store(String(stored).replaceAll("'", ""));
    expect((await call("PATCH", path, { token, body: { name: "x" } })).status).toBe(200);
    await store("everything read");
    expect((await call("PATCH", path, { token, body: { name: "x" } })).status).toBe(403);
    expect((await call("GET", path, { token })).status).toBe(200);
  });
});
