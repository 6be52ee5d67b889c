import { describe, expect, test } from "vitest";
import { keepHistory } from "../../support/objects/history.ts";
import { CLASSES } from "../../support/objects/objects-made.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };

function operate(method: "GET" | "POST", shop: Shop, body?: object) {
  return request(method, `/v1/programs/${shop.id}/restore`, { ...OPERATOR, ...(body && { body }) });
}

const REASON = "A faulty import";

describe("a restore", () => {
  test("fences the program, puts every object back to one moment, compares all, and opens it again", async () => {
    const shop = await openShop();
    const [seller] = await shop.line("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("before", 10_000, { clickToken });
    await shop.settle();
    const wallet = await shop.wallet(seller);
    const { asked } = await keepHistory(shop.id);
    const toMs = Date.now() - 1_000;
    const begun = await operate("POST", shop, { to: new Date(toMs).toISOString(), reason: REASON });
    expect(begun).toMatchObject({
      status: 202,
      body: { state: "restoring", reason: REASON, finishedAt: null },
    });

    const fenced = { status: 503, body: { code: "program_fenced" } };
    expect(await shop.get(`/promoters/${seller.id}/wallet`)).toMatchObject(fenced);
    const again = await operate("POST", shop, { to: new Date(toMs).toISOString(), reason: REASON });
    expect(again).toMatchObject({ status: 409, body: { code: "restore_running" } });

    await expect
      .poll(async () => (await operate("GET", shop)).body, { interval: 500 })
      .toMatchObject({ state: "finished", restored: CLASSES.length, unchanged: 0, failure: null });
    expect(asked.sort()).toEqual(CLASSES.map((binding) => `${binding} at ${toMs}`).sort());
    expect((await shop.get("/reconciliation")).body).toMatchObject({ state: "finished", balanced: true });
    expect(await shop.wallet(seller)).toEqual(wallet);
    await shop.order("after", 10_000, { clickToken });
    await shop.settle();
    expect(await shop.wallet(seller)).not.toEqual(wallet);
  });

  test("answers webhooks 503 with Retry-After while it runs, so that shops send them again", async () => {
    const shop = await openShop();
    const [seller] = await shop.line("seller");
    const clickToken = await shop.tap(seller);
    await keepHistory(shop.id);
    await operate("POST", shop, { to: new Date().toISOString(), reason: REASON });
    const order = { orderId: "o", amount: 1, currency: "CNY", clickToken };
    const refused = await shop.webhook("order.paid", order, "w");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([
      503,
      expect.stringMatching(/^[0-9]+$/),
    ]);
    await expect
      .poll(async () => (await operate("GET", shop)).body.state, { interval: 500 })
      .toBe("finished");
  });

  test("is refused where no history is kept, and fences nothing", async () => {
    const shop = await openShop();
    const refused = await operate("POST", shop, { to: new Date().toISOString(), reason: REASON });
    expect(refused).toMatchObject({ status: 409, body: { code: "no_bookmarks" } });
    expect((await shop.get("/promoters")).status).toBe(200);
    expect(await operate("GET", shop)).toMatchObject({ status: 404, body: { code: "unknown_restore" } });
  });

  test("goes to a moment of the last 30 days, with a reason, and is an operator's alone", async () => {
    const shop = await openShop();
    const [tomorrow, old] = [1, -31].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    for (const body of [{ to: tomorrow, reason: REASON }, { to: old, reason: REASON }, { to: old }, {}]) {
      expect((await operate("POST", shop, body)).status).toBe(422);
    }
    expect((await shop.post("/restore", { to: tomorrow, reason: REASON })).status).toBe(404);
  });
});
