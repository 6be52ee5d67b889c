/** Endpoints are made, read and changed by those whose they are, within bounds, and everything is known to the audit. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { erase } from "../../support/people/erased.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";
import { openEndpoint, openReceiver, said, verified } from "../../support/webhooks/endpoint.ts";

const BODY = { url: "https://shop.example/hooks", events: ["*"] };

async function asPromoter(shop: Shop, promoter: Promoter) {
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  return async (method: string, path: string, body?: unknown) =>
    await request(method, `/v1/programs/${shop.id}${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
}

describe("an endpoint", () => {
  test("shows its secret once, and itself whenever it is read", async () => {
    const shop = await openShop();
    const made = await shop.post("/webhook-endpoints", { ...BODY, description: "bookkeeping" });
    const { secret, ...shown } = made.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toMatchObject({
      ...BODY,
      id: expect.stringMatching(/^we_[0-9a-z]{20}$/),
      description: "bookkeeping",
      promoterId: null,
      state: "active",
    });
    expect((await shop.get("/webhook-endpoints")).body.data).toEqual([shown]);
    expect((await shop.get(`/webhook-endpoints/${shown.id}`)).body).toEqual({
      ...shown,
      waiting: 0,
      failingSince: null,
    });
    const changed = await shop.patch(`/webhook-endpoints/${shown.id}`, {
      events: ["commission.created"],
      description: null,
    });
    expect(changed.body).toEqual({ ...shown, events: ["commission.created"], description: null });
    const entries = (await shop.get("/audit")).body.data.map(
      ({ operation }: { operation: string }) => operation,
    );
    expect(entries).toEqual(expect.arrayContaining(["createWebhookEndpoint", "changeWebhookEndpoint"]));
  });

  test("is made once under an Idempotency-Key", async () => {
    const shop = await openShop();
    const make = async (body: object) =>
      await shop.post("/webhook-endpoints", body, { "idempotency-key": "one" });
    const [first, again] = [await make(BODY), await make(BODY)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ ...first.body, secret: undefined });
    expect((await make({ ...BODY, url: "https://other.example/" })).status).toBe(409);
  });

  test.each([
    ["events", { events: [] }],
    ["events", { events: ["order.paid"] }],
    ["events", { events: ["*", "payout.paid"] }],
    ["events", { events: ["payout.paid", "payout.paid"] }],
    ["events", { events: "*" }],
    ["description", { description: "" }],
    ["", { secret: "whsec_own" }],
  ])("is refused for its %s: %j", async (path, change) => {
    const shop = await openShop();
    const made = await shop.post("/webhook-endpoints", { ...BODY, ...change });
    expect(made).toMatchObject({ status: 422, body: { code: "invalid_body" } });
    expect(made.body.errors[0].path.startsWith(path)).toBe(true);
  });

  test("of another program, of no program and of a wrong name is not found", async () => {
    const shop = await openShop();
    const other = await openShop();
    const { body } = await other.post("/webhook-endpoints", BODY);
    for (const id of [body.id, "we_00000000000000000000", "we_1", "anything"]) {
      expect((await shop.get(`/webhook-endpoints/${id}`)).status).toBe(404);
      expect((await shop.patch(`/webhook-endpoints/${id}`, { state: "active" })).status).toBe(404);
      for (const path of ["test", "secrets", "replay"])
        expect(
          (
            await shop.post(
              `/webhook-endpoints/${id}/${path}`,
              path === "replay" ? { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" } : {},
            )
          ).status,
        ).toBe(404);
      expect((await shop.get(`/webhook-endpoints/${id}/deliveries`)).status).toBe(404);
    }
    for (const id of ["dl_1", `dl_${body.id.slice(3)}_1`, "dl_00000000000000000000_1"])
      expect((await shop.post(`/deliveries/${id}/replay`, {})).status).toBe(404);
  });
});

describe("as many as there may be", () => {
  test(`of the merchant are ${LIMITS.webhookEndpoints}, also where they are made at one moment`, async () => {
    const shop = await openShop();
    const made = await Promise.all(
      times(LIMITS.webhookEndpoints + 3, async () => await shop.post("/webhook-endpoints", BODY)),
    );
    const refused = made.filter(({ status }) => status !== 201);
    expect(refused.map(({ body }) => body.code)).toEqual(times(3, () => "too_many_endpoints"));
    expect((await shop.get("/webhook-endpoints")).body.data).toHaveLength(LIMITS.webhookEndpoints);
  });

  test(`of a promoter are ${LIMITS.webhookEndpointsOfPromoter}, whatever others have`, async () => {
    const shop = await openShop();
    const [one, other] = await shop.line("one", "other");
    await shop.post("/webhook-endpoints", BODY);
    for (const promoter of [one, other]) {
      const ask = await asPromoter(shop, promoter);
      const statuses = [];
      for (let tries = 0; tries <= LIMITS.webhookEndpointsOfPromoter; tries += 1)
        statuses.push((await ask("POST", "/webhook-endpoints", BODY)).status);
      expect(statuses).toEqual([201, 201, 422]);
      expect((await ask("GET", "/webhook-endpoints")).body.data).toHaveLength(2);
      expect((await shop.get(`/webhook-endpoints?promoterId=${promoter.id}`)).body.data).toHaveLength(2);
    }
    expect((await shop.get("/webhook-endpoints")).body.data).toHaveLength(1);
  });
});

test("a promoter reaches its own endpoints alone, and the merchant all", async () => {
  const shop = await openShop();
  const [one, other] = await shop.line("one", "other");
  const [asOne, asOther] = [await asPromoter(shop, one), await asPromoter(shop, other)];
  const own = (await asOne("POST", "/webhook-endpoints", BODY)).body.id;
  const merchants = (await shop.post("/webhook-endpoints", BODY)).body.id;
  for (const id of [own, merchants]) {
    expect((await asOther("GET", `/webhook-endpoints/${id}`)).status).toBe(404);
    expect((await asOther("PATCH", `/webhook-endpoints/${id}`, { state: "disabled" })).status).toBe(404);
    expect((await asOther("DELETE", `/webhook-endpoints/${id}`)).status).toBe(404);
    expect((await asOther("POST", `/webhook-endpoints/${id}/secrets`, {})).status).toBe(404);
  }
  expect((await asOne("GET", `/webhook-endpoints/${own}/deliveries`)).status).toBe(200);
  expect((await asOther("GET", `/webhook-endpoints?promoterId=${one.id}`)).body.data).toEqual([]);
  expect((await shop.patch(`/webhook-endpoints/${own}`, { state: "disabled" })).body.state).toBe("disabled");
});

test("an erased promoter has no endpoint any more", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("leaves");
  const ask = await asPromoter(shop, promoter);
  const { body } = await ask("POST", "/webhook-endpoints", BODY);
  expect((await erase(shop, `/promoters/${promoter.id}`)).body.state).toBe("finished");
  expect((await shop.get(`/webhook-endpoints/${body.id}`)).status).toBe(404);
});

describe("a secret", () => {
  test("that is rotated signs beside the new one until it expires", async () => {
    const shop = await openShop();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    const rotated = await shop.post(`${endpoint.path}/secrets`, {});
    expect(rotated.status).toBe(201);
    await shop.promoter("first");
    await said(shop);
    const [both] = await receiver.until(1);
    expect(both && verified(both, endpoint.secret)).toEqual(both && verified(both, rotated.body.secret));
    const last = await shop.post(`${endpoint.path}/secrets`, { expiresAt: new Date().toISOString() });
    await shop.promoter("second");
    await said(shop);
    const message = (await receiver.until(2))[1];
    if (message === undefined) throw new Error("no message");
    expect(verified(message, last.body.secret).type).toBe("promoter.created");
    for (const secret of [endpoint.secret, rotated.body.secret])
      expect(() => verified(message, secret)).toThrow("No matching signature");
  });

  test("is rotated once under a key, no longer ahead than 90 days, and five of them sign at once", async () => {
    const shop = await openShop();
    const { id } = (await shop.post("/webhook-endpoints", BODY)).body;
    const rotate = async (body: object, key: string = crypto.randomUUID()) =>
      await shop.post(`/webhook-endpoints/${id}/secrets`, body, { "idempotency-key": key });
    const expiresAt = new Date(Date.now() + 91 * 86_400_000).toISOString();
    expect((await rotate({ expiresAt })).status).toBe(422);
    const [first, again] = [await rotate({}, "one"), await rotate({}, "one")];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ oldSecretExpiresAt: first.body.oldSecretExpiresAt });
    const statuses = [];
    for (let tries = 1; tries < LIMITS.secretsOfEndpoint; tries += 1)
      statuses.push((await rotate({})).status);
    expect(statuses).toEqual([201, 201, 201, 422]);
  });

  test("is one of five, also where it is rotated ten times at one moment, and whoever was refused tries again", async () => {
    const shop = await openShop();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    const rotate = async (body: object, key: string) =>
      await shop.post(`${endpoint.path}/secrets`, body, { "idempotency-key": key });
    const keys = Array.from({ length: 10 }, (_, place) => `at-once-${place}`);
    const made = await Promise.all(keys.map(async (key) => await rotate({}, key)));
    const refused = keys.filter((_, place) => made[place]?.status !== 201);
    expect(refused).toHaveLength(6);
    expect(new Set(made.flatMap(({ body }) => body.code ?? []))).toEqual(new Set(["too_many_keys"]));
    await shop.promoter("first");
    await said(shop);
    const [message] = await receiver.until(1);
    expect(message?.headers["webhook-signature"]?.split(" ")).toHaveLength(LIMITS.secretsOfEndpoint);
    const secrets = made.flatMap(({ body }) => body.secret ?? []);
    expect(secrets).toHaveLength(LIMITS.secretsOfEndpoint - 1);
    for (const secret of secrets) expect(message && verified(message, secret).type).toBe("promoter.created");
    // The old ones end now, so that there is room.
    const again = await rotate({ expiresAt: new Date().toISOString() }, refused[0] ?? "");
    expect(again.status).toBe(201);
  });
});
