/** A promoter's tokens can be found and ended, live no longer than the program says, and only read while it is suspended. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { countStorage } from "../../support/api-storage-counter.ts";

async function withPromoter(settings: Record<string, unknown> = {}) {
  const { path } = await newProgram(settings);
  const promoter: string = (await call("POST", `${path}/promoters`, { body: { memberId: "p" } })).body.id;
  const own = `${path}/promoters/${promoter}`;
  const issue = async (body: object = {}) => await call("POST", `${own}/tokens`, { body });
  return { path, own, promoter, issue };
}

describe("a promoter's tokens", () => {
  test("are listed without their texts, page by page, and by what the list says each is revoked", async () => {
    const { own, issue } = await withPromoter();
    const made = [await issue(), await issue(), await issue()].map(({ body }) => body);
    const first = (await call("GET", `${own}/tokens?limit=2`)).body;
    const second = (await call("GET", `${own}/tokens?limit=2&cursor=${first.nextCursor}`)).body;
    const listed = [...first.data, ...second.data];
    expect(listed.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(JSON.stringify(listed)).not.toContain("tp_");
    const [stolen] = made;
    expect((await call("DELETE", `${own}/tokens/${listed[0].id}`)).status).toBe(204);
    expect((await call("GET", own, { token: stolen.token })).status).toBe(401);
    expect((await call("GET", `${own}/tokens`)).body.data[0].revokedAt).not.toBeNull();
  });

  test("are ended all at once, and no other promoter's with them", async () => {
    const { path, own, issue } = await withPromoter();
    const other = (await call("POST", `${path}/promoters`, { body: { memberId: "q" } })).body.id;
    const kept = (await call("POST", `${path}/promoters/${other}/tokens`, { body: {} })).body;
    const made = [await issue(), await issue()].map(({ body }) => body.token as string);
    expect((await call("DELETE", `${own}/tokens`)).status).toBe(204);
    for (const token of made) expect((await call("GET", own, { token })).status).toBe(401);
    expect((await call("GET", `${path}/promoters/${other}`, { token: kept.token })).status).toBe(200);
    const before = (await call("GET", `${own}/tokens`)).body;
    expect((await call("DELETE", `${own}/tokens`)).status).toBe(204);
    expect((await call("GET", `${own}/tokens`)).body).toEqual(before);
    expect((await call("GET", own, { token: (await issue()).body.token })).status).toBe(200);
  });

  test("that are revoked cost storage no more than the rate of one token, however often they are sent", async () => {
    const { own, issue } = await withPromoter();
    const { token } = (await issue()).body;
    await call("DELETE", `${own}/tokens`);
    const counted = countStorage(env);
    const statuses: number[] = [];
    // On a busy machine the rate allows many more than the burst.
    while (statuses.length < 20 * LIMITS.callsOfPromoterToken) {
      const { status } = await call("GET", `${own}/wallet`, { token, env: counted.env });
      statuses.push(status);
      if (statuses.filter((one) => one === 429).length === 20) break;
    }
    const judged = statuses.filter((one) => one === 401).length;
    expect(statuses.length - judged).toBe(20);
    expect(counted.uses()).toBeLessThan(3 * judged);
  });

  test("live 90 days at most, or as long as the program says", async () => {
    const { path, issue } = await withPromoter();
    expect((await issue({ expiresIn: "P90D" })).status).toBe(201);
    const longer = await issue({ expiresIn: "P91D" });
    expect(longer).toMatchObject({ status: 422, body: { errors: [{ path: "expiresIn" }] } });
    await call("PATCH", path, { body: { promoter: { maxTokenLife: "PT1H" } } });
    const { body } = await issue();
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(3_600_000);
  });
});

describe("a suspended promoter", () => {
  test("only reads: it makes and changes no link and requests no payout, until it is active again", async () => {
    const { path, own, promoter, issue } = await withPromoter();
    await call("POST", `${own}/adjustments`, {
      headers: { "Idempotency-Key": "start" },
      body: { amount: 5_000, kind: "bonus", reason: "start" },
    });
    const { token } = (await issue()).body;
    const link = { promoterId: promoter, destination: "https://shop.example/" };
    const made = await call("POST", `${path}/links`, { token, body: link });
    expect(made.status).toBe(201);
    await call("PATCH", own, { body: { status: "suspended" } });
    const writes: [string, string, object][] = [
      ["POST", `${path}/links`, link],
      ["PATCH", `${path}/links/${made.body.id}`, { status: "disabled" }],
      ["POST", `${own}/payouts`, { amount: 1_000 }],
    ];
    const write = async ([method, route, body]: [string, string, object]) =>
      await call(method, route, {
        token,
        body,
        headers: { "Idempotency-Key": `k ${route}`.replace(" ", "-") },
      });
    for (const one of writes) {
      const { status, body } = await write(one);
      expect([one[1], status, body.code]).toEqual([one[1], 403, "insufficient_scope"]);
    }
    const asked = { headers: { "Idempotency-Key": "by-the-shop" }, body: { amount: 1_000 } };
    const byTheShop = await call("POST", `${own}/payouts`, asked);
    expect([byTheShop.status, byTheShop.body.code]).toEqual([409, "promoter_suspended"]);
    for (const route of [own, `${own}/wallet`, `${own}/payouts`, `${path}/links`]) {
      expect([route, (await call("GET", route, { token })).status]).toEqual([route, 200]);
    }
    await call("PATCH", own, { body: { status: "active" } });
    for (const one of writes) expect((await write(one)).status).toBeLessThan(300);
  });
});
