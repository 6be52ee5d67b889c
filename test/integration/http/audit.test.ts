/** Every write of management leaves an entry of who did it, by which credential; entries are only added to. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, call, newProgram, OPERATOR } from "../../support/api-client.ts";
import { listAudit, sweepAudit } from "../../../worker/http/audit/audit.tables.ts";
import { countRows } from "../../support/storage/rows-read.ts";
import { addressOf, makeWorld, readRoutes, type Route } from "../../support/http/access-world.ts";
import { sharingWrites } from "../../support/sharing/sharing-writes.ts";

type Shop = Awaited<ReturnType<typeof newProgram>>;
let shop: Shop;
let routes: Route[];

beforeAll(async () => {
  shop = await newProgram();
  routes = await readRoutes();
});

async function entries(query = "", { path }: Shop = shop) {
  return (await call("GET", `${path}/audit?limit=200${query}`)).body.data;
}

interface Write {
  readonly operation: string;
  readonly made: Answer;
}

/** One success of every operation whose entry is written with its change. */
async function writeEverything(path: string, token: string): Promise<Write[]> {
  const writes: Write[] = [];
  const write = async (operation: string, method: string, route: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body };
    writes.push({ operation, made: await call(method, `${path}${route}`, { token, ...sent }) });
    return writes.at(-1)?.made.body;
  };
  const promoter = (await call("POST", `${path}/promoters`, { token, body: { memberId: "m" } })).body.id;
  const key = await write("createApiKey", "POST", "/api-keys", { name: "secret-name" });
  await write("revokeApiKey", "DELETE", `/api-keys/${key.id}`);
  await write("rotateWebhookSecret", "POST", "/sources/standard/secrets", {});
  await write("rotateIdentifySecret", "POST", "/identify-secrets", {});
  const own = `/promoters/${promoter}/tokens`;
  const made = await write("createPromoterToken", "POST", own, {});
  await write("revokePromoterToken", "DELETE", `${own}/${made.id}`);
  await call("POST", `${path}${own}`, { token, body: {} });
  await write("revokePromoterTokens", "DELETE", own);
  const notes = `/promoters/${promoter}/notes`;
  const note = await write("writePromoterNote", "POST", notes, { text: "secret-name" });
  await write("deletePromoterNote", "DELETE", `${notes}/${note.id}`);
  await write("createSignInLink", "POST", `/promoters/${promoter}/sign-in-links`, {});
  const person = await write("addPerson", "POST", "/people", { email: "m@shop.example", role: "viewer" });
  await write("changePerson", "PATCH", `/people/${person.id}`, { role: "finance" });
  await write("removePerson", "DELETE", `/people/${person.id}`);
  await write("publishTerms", "PUT", "/terms", { texts: { en: "secret-name" } });
  await write("acceptTerms", "POST", `/promoters/${promoter}/terms-acceptances`, { version: 1 });
  await write("changeProgram", "PATCH", "", { name: "Renamed" });
  const levels = [{ level: 1, kind: "percentage", rateBps: 500 }];
  await write("setCommissionRules", "PUT", "/commission-rules", { rules: [{ id: "r", scope: {}, levels }] });
  await write("setSource", "PUT", "/sources/stripe", { amountBase: "total" });
  await write("setTiers", "PUT", "/tiers", { tiers: [{ name: "only", fromSales: 0 }] });
  await write("createCoupon", "POST", "/coupons", { code: "c", promoterId: promoter });
  await write("changeCoupon", "PATCH", "/coupons/c", { expiresAt: "2030-01-01T00:00:00Z" });
  const dates = { startsAt: "2026-01-01T00:00:00Z", endsAt: "2030-01-01T00:00:00Z" };
  await write("createCampaign", "POST", "/campaigns", { id: "x", name: "x", ...dates });
  const later = { startsAt: "2030-01-01T00:00:00Z", endsAt: "2030-02-01T00:00:00Z" };
  await write("createContest", "POST", "/contests", {
    id: "c",
    name: "c",
    metric: "sales",
    ...later,
    prizes: [{ from: 1, to: 1, amount: 100 }],
  });
  for (const sent of sharingWrites(promoter)) await write(...sent);
  const address = { url: "https://shop.example/hooks", events: ["*"] };
  const endpoint = await write("createWebhookEndpoint", "POST", "/webhook-endpoints", address);
  const ofEndpoint = `/webhook-endpoints/${endpoint.id}`;
  await write("changeWebhookEndpoint", "PATCH", ofEndpoint, { state: "disabled" });
  await write("rotateEndpointSecret", "POST", `${ofEndpoint}/secrets`, {});
  await write("deleteWebhookEndpoint", "DELETE", ofEndpoint);
  return writes;
}

describe("a change of the configuration", () => {
  test("has its entry in its own transaction, for every operation that says so", async () => {
    const writes = await writeEverything(shop.path, shop.apiKey);
    for (const { operation, made } of writes)
      expect([operation, made.status < 300]).toEqual([operation, true]);
    const stated = new Set(routes.filter(({ audit }) => audit === "with_change").map((one) => one.operation));
    expect(new Set(["createProgram", ...writes.map(({ operation }) => operation)])).toEqual(stated);
    const [first] = (await call("GET", `${shop.path}/api-keys`)).body.data;
    const listed = await entries();
    for (const { operation, made } of writes) {
      const requestId = made.headers.get("tributary-request-id");
      expect(listed.find((entry: { requestId: string }) => entry.requestId === requestId)).toMatchObject({
        operation,
        outcome: "changed",
        actor: first.id,
        credential: first.id,
      });
    }
    const created = listed.find((entry: { operation: string }) => entry.operation === "createProgram");
    expect(created).toMatchObject({ actor: "operator", subject: "/v1/programs", outcome: "changed" });
    expect(JSON.stringify(listed)).not.toContain("secret-name");
  });

  test("that is refused or repeated leaves no entry of a change", async () => {
    const one = await newProgram();
    const headers = { "Idempotency-Key": "k" };
    const make = (name: string) => call("POST", `${one.path}/api-keys`, { headers, body: { name } });
    const statuses = [(await make("a")).status, (await make("a")).status, (await make("b")).status];
    expect(statuses).toEqual([201, 200, 409]);
    const key = (await call("GET", `${one.path}/api-keys`)).body.data[1].id;
    for (let time = 0; time < 2; time += 1) await call("DELETE", `${one.path}/api-keys/${key}`);
    expect((await call("PATCH", one.path, { body: { currency: "USD" } })).status).toBe(422);
    await call("PATCH", one.path, { body: { name: "A shop" } });
    const listed = (await entries("", one)).map((entry: { operation: string }) => entry.operation);
    expect(listed).toEqual(["revokeApiKey", "createApiKey", "createProgram"]);
  });
});

describe("a change elsewhere", () => {
  test("is noted before it is begun, with its outcome after", async () => {
    const one = await newProgram();
    const promoter = (await call("POST", `${one.path}/promoters`, { body: { memberId: "m" } })).body.id;
    const own = `${one.path}/promoters/${promoter}`;
    const adjust = (amount: number) =>
      call("POST", `${own}/adjustments`, {
        token: one.apiKey,
        headers: { "Idempotency-Key": "k" },
        body: { amount, kind: "bonus", reason: "a reason of the merchant" },
      });
    await adjust(5);
    await adjust(5);
    await adjust(6);
    const { token, id } = (await call("POST", `${own}/tokens`, { body: {} })).body;
    await call("POST", `${one.path}/links`, {
      token,
      body: { promoterId: promoter, destination: "https://shop.example/" },
    });
    const listed = await entries("", one);
    const of = (operation: string) =>
      listed
        .filter((entry: { operation: string }) => entry.operation === operation)
        .map((entry: { outcome: string }) => entry.outcome);
    expect(of("adjustWallet")).toEqual(["refused", "repeated", "changed"]);
    expect(listed[0]).toMatchObject({
      operation: "createLink",
      actor: promoter,
      credential: id,
      members: ["promoterId", "destination"],
    });
    expect(JSON.stringify(listed)).not.toContain("a reason of");
  });

  test("is not begun while nothing can be noted, and stays asked where its outcome is unknown", async () => {
    const one = await newProgram();
    const broken = (statement: RegExp) =>
      new Proxy(env, {
        get: (target, name) => {
          if (name !== "CONFIG") return Reflect.get(target, name) as unknown;
          return new Proxy(target.CONFIG, {
            get: (db, member) => {
              if (member !== "prepare") return (Reflect.get(db, member) as () => unknown).bind(db);
              return (text: string) => {
                if (statement.test(text)) throw new Error("D1_ERROR: out of reach");
                return db.prepare(text);
              };
            },
          });
        },
      });
    const body = { memberId: "m" };
    const promoters = `${one.path}/promoters`;
    const refused = await call("POST", promoters, { env: broken(/insert into "audit"/i), body });
    expect(refused.status).toBe(503);
    expect((await call("GET", promoters)).body.data).toEqual([]);
    const made = await call("POST", promoters, { env: broken(/update "audit"/i), body });
    expect(made.status).toBe(201);
    expect((await entries("", one))[0]).toMatchObject({ operation: "createPromoter", outcome: "asked" });
  });
});

describe("the audit", () => {
  test("has an entry of every route that writes, but for those that are records themselves or change nothing", async () => {
    const world = await makeWorld();
    const program = { path: `/v1/programs/${world.program}`, id: world.program, apiKey: world.key };
    const without = routes.filter((route) => route.method !== "GET" && !isAudited(route));
    expect(without.map(({ operation }) => operation).toSorted()).toEqual([
      "bindCustomer",
      "createSession",
      "deleteSession",
      "openSignInLink",
      "previewAttribution",
      "receiveTransferNotification",
      "receiveWebhook",
      "recordConversions",
      "recordOrderEvent",
      "replayUnusableWebhook",
      "simulateCommissionRules",
      "trySource",
      "writeShareCopy",
    ]);
    const before = routes.filter(({ audit, path }) => audit === "before" && path.includes("{program}"));
    expect(before.length).toBeGreaterThan(15);
    for (const route of before) {
      const address = await addressOf(world, route, world.mine);
      // A promoter is refused a member that is not its own before anything else.
      const sent = route.access.includes("operator")
        ? { token: OPERATOR, body: { unknown: 1 } }
        : { token: world.mine.token, body: {} };
      const answer = await call(route.method, address, sent);
      const [entry] = await entries("", program);
      expect([route.operation, entry?.operation, entry?.requestId]).toEqual([
        route.operation,
        route.operation,
        answer.headers.get("tributary-request-id"),
      ]);
    }
  });

  test("is listed by actor or credential, from a time, page by page, newest first", async () => {
    const one = await newProgram();
    const key = (await call("POST", `${one.path}/api-keys`, { body: { scopes: ["manage"] } })).body;
    for (const name of ["b", "c", "d"]) {
      await call("PATCH", one.path, { token: key.key, body: { name } });
    }
    const own = await entries(`&actor=${key.id}`, one);
    expect(own).toHaveLength(3);
    const first = (await call("GET", `${one.path}/audit?limit=2&actor=${key.id}`)).body;
    const second = (await call("GET", `${one.path}/audit?actor=${key.id}&cursor=${first.nextCursor}`)).body;
    expect([...first.data, ...second.data]).toEqual(own);
    expect(await entries(`&from=${encodeURIComponent(own[1].at)}&actor=${key.id}`, one)).toEqual(
      own.filter((entry: { at: string }) => entry.at >= own[1].at),
    );
    expect(await entries("&from=2100-01-01T00:00:00Z", one)).toEqual([]);
    expect((await call("GET", `${shop.path}/audit?actor=${key.id}`, { token: one.apiKey })).status).toBe(404);
  });

  test("of one actor or token reads the rows that it shows, however much others did", async () => {
    const { id } = await newProgram();
    const { number: program } = (await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
      .bind(id)
      .first<{ number: number }>()) ?? { number: 0 };
    const add = env.CONFIG.prepare(
      `INSERT INTO audit (program, at_ms, actor, credential, operation, subject, members, request_id, outcome)
       VALUES (?, ?, ?, ?, 'createLink', '/', '', 'r', 'changed')`,
    );
    const acts = Array.from({ length: 500 }, (_, place) =>
      place === 3 ? ["pr_1", "pt_1"] : ["ak_1", "ak_1"],
    );
    await env.CONFIG.batch(
      acts.map(([actor, credential]) => add.bind(program, Date.now(), actor, credential)),
    );
    const { db, take } = countRows(env.CONFIG);
    for (const actor of ["pr_1", "pt_1", "ak_none"]) {
      const query = { program, before: Number.MAX_SAFE_INTEGER, limit: 10, fromMs: 0, actor };
      expect(await listAudit(db, query)).toHaveLength(actor === "ak_none" ? 0 : 1);
      expect([actor, take() < 5]).toEqual([actor, true]);
    }
  });

  test("forgets what is over two years old, a part at a time, and nothing younger", async () => {
    const nowMs = Date.now();
    const add = env.CONFIG.prepare(
      `INSERT INTO audit (number, at_ms, actor, credential, operation, subject, members, request_id, outcome)
       VALUES (?, ?, 'ak_1', 'ak_1', 'setTiers', '/', '', 'r', 'changed')`,
    );
    const entry = (number: number, atMs: number) => add.bind(number, atMs);
    const oldMs = nowMs - 731 * 86_400_000 - 1_000;
    await env.CONFIG.batch(Array.from({ length: 2_100 }, (_, index) => entry(-5_000 + index, oldMs)));
    await entry(-1, oldMs + 2_000).run();
    const below = async () =>
      (await env.CONFIG.prepare("SELECT number FROM audit WHERE number < 0").all()).results.map(
        ({ number }) => number,
      );
    expect(await sweepAudit(env, nowMs)).toBe(2_100);
    expect(await below()).toEqual([-1]);
    const young = env.CONFIG.prepare("DELETE FROM audit WHERE at_ms > ?");
    await expect(young.bind(nowMs - 729 * 86_400_000).run()).rejects.toThrow(/only added to/);
    expect(await sweepAudit(env, nowMs + 10_000)).toBe(1);
    expect(await sweepAudit(env, nowMs)).toBe(0);
  });

  test("is only added to: the database refuses to change or delete what is known", async () => {
    await call("POST", `${shop.path}/promoters`, { body: { memberId: "kept" } });
    for (const statement of [
      "DELETE FROM audit",
      "UPDATE audit SET actor = 'nobody'",
      "UPDATE audit SET outcome = 'refused'",
      "UPDATE audit SET outcome = 'asked'",
    ]) {
      await expect(env.CONFIG.prepare(statement).run()).rejects.toThrow(/only added to/);
    }
  });
});

function isAudited({ audit }: Route): boolean {
  return audit === "before" || audit === "with_change";
}
