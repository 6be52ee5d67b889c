/** Webhooks of a shop: what is signed is used, kept or passed over, and what is not signed changes nothing. */
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";

describe("what a checkout sends", () => {
  test("a webhook told again says that it is a repeat", async () => {
    const shop = await openShop();
    const replays: (string | null)[] = [];
    const sent = [
      ["order.refunded", { orderId: "o1", amount: 1 }, "early"],
      ["order.refunded", { orderId: "o1", amount: 1 }, "early"],
      ["order.paid", { orderId: "o1", amount: 100, currency: "CNY" }, "paid"],
      ["order.paid", { orderId: "o1", amount: 100, currency: "CNY" }, "paid"],
      ["order.received", { orderId: "o1" }, "received"],
      ["order.received", { orderId: "o1" }, "received"],
    ] as const;
    for (const [type, data, id] of sent) {
      const answer = await shop.webhook(type, data, id);
      expect(answer.status).toBe(200);
      replays.push(answer.headers.get("idempotent-replay"));
    }
    expect(replays).toEqual([null, "true", null, "true", null, "true"]);
  });

  test("a kind without use is passed over whatever its data, and kept in no list", async () => {
    const shop = await openShop();
    for (const [type, data] of [
      ["customer.created", { id: "c" }],
      ["order.shipped", undefined],
      ["x".repeat(200), "text"],
    ] as const) {
      const answer = await shop.webhook(type, data, crypto.randomUUID());
      expect([answer.status, answer.body]).toEqual([200, { status: "ignored", reason: "kind_without_use" }]);
    }
    expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
    expect((await shop.webhook("order.received", {}, "without-order")).body.reason).toBe("unreadable");
  });

  test("a byte order mark is taken off, and bytes that are no UTF-8 are listed, not guessed", async () => {
    const shop = await openShop();
    const paid = JSON.stringify({ type: "order.paid", data: { orderId: "o1", amount: 1, currency: "CNY" } });
    const marked = await shop.signed(Buffer.from(`\ufeff${paid}`), "marked");
    expect(marked.body.results[0].status).toBe("accepted");
    const torn = Buffer.from(paid.replace("o1", "o?"));
    torn[torn.indexOf("?")] = 0xff;
    const answer = await shop.signed(torn, "torn");
    expect([answer.status, answer.body.reason]).toEqual([200, "unreadable"]);
    const { data } = (await shop.get("/unusable-webhooks")).body;
    expect(data.map((kept: { webhookId: string }) => kept.webhookId)).toEqual(["torn"]);
  });
});

describe("what a stranger sends", () => {
  test("a webhook that is unsigned, wrongly signed, late or of another program is 401 and changes nothing", async () => {
    const [shop, other] = [await openShop(), await openShop()];
    const data = { orderId: "o1", amount: 100, currency: "CNY" };
    const path = `/webhooks/${shop.id}/standard`;
    expect((await request("POST", path, { body: { type: "order.paid", data } })).status).toBe(401);
    const late = await shop.webhook("order.paid", data, "m", new Date(Date.now() - 301_000));
    expect(late).toMatchObject({ status: 401, body: { code: "invalid_signature" } });
    const early = await shop.webhook("order.paid", data, "m", new Date(Date.now() + 302_000));
    expect(early.status).toBe(401);
    Object.assign(other, { id: shop.id });
    expect((await other.webhook("order.paid", data, "m")).status).toBe(401);
    expect((await shop.get("/orders/o1")).status).toBe(404);
    expect((await request("POST", `/webhooks/nobody/standard`, { body: {} })).status).toBe(404);
    expect((await request("POST", `/webhooks/${shop.id}/paypal`, { body: {} })).status).toBe(404);
  });

  test("what is changed by a byte, torn, empty or signed by an old key is 401, and a body over the bounds 413", async () => {
    const shop = await openShop();
    const body = JSON.stringify({
      type: "order.paid",
      data: { orderId: "n1", amount: 100, currency: "CNY" },
    });
    const signed = (text: string, secret = shop.webhookSecret) => ({
      "webhook-id": "m1",
      "webhook-timestamp": String(Math.floor(Date.now() / 1_000)),
      "webhook-signature": new Webhook(secret).sign("m1", new Date(), text),
    });
    const post = async (text: string, headers: Record<string, string>) =>
      (await request("POST", `/webhooks/${shop.id}/standard`, { body: text, headers })).status;
    const good = signed(body);
    const statuses = [
      await post(body.replace("100", "900"), good),
      await post(body.slice(0, -1), good),
      await post("", good),
      await post(body, { ...good, "webhook-id": "m2" }),
      await post(body, { ...good, "webhook-timestamp": "1" }),
      await post(body, { ...good, "webhook-signature": "" }),
      await post(body, { ...good, "webhook-signature": good["webhook-signature"].replace("v1,", "v2,") }),
    ];
    expect(statuses).toEqual(statuses.map(() => 401));
    const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
    expect(await post(large, signed(large))).toBe(413);
    expect((await shop.get("/orders/n1")).status).toBe(404);
    // Any type is taken. Both secrets hold during a rotation, and the old one not after.
    expect(await post(body, { ...good, "content-type": "text/html" })).toBe(200);
    const next = (await shop.post("/sources/standard/secrets", {})).body.secret;
    expect([await post(body, good), await post(body, signed(body, next))]).toEqual([200, 200]);
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    const last = (await shop.post("/sources/standard/secrets", { expiresAt })).body.secret;
    expect([
      await post(body, good),
      await post(body, signed(body, next)),
      await post(body, signed(body, last)),
    ]).toEqual([401, 401, 200]);
  });

  test("a signed body that can never be used is answered 200 and kept where the merchant sees it", async () => {
    const shop = await openShop();
    const broken = await shop.webhook(
      "order.paid",
      { orderId: "o1", amount: -1, currency: "CNY" },
      "msg-broken",
    );
    expect(broken).toMatchObject({
      status: 200,
      body: { results: [{ status: "rejected", code: "amount_out_of_range" }] },
    });
    expect((await shop.webhook("cart.updated", { orderId: "x" }, "msg-other")).body).toMatchObject({
      status: "ignored",
    });
    await shop.webhook("order.paid", { orderId: "o1", amount: -1, currency: "CNY" }, "msg-broken");
    const { data } = (await shop.get("/unusable-webhooks")).body;
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      webhookId: "msg-broken",
      reason: "amount_out_of_range",
      source: "standard",
    });
  });

  test("webhook events follow an order from payment to refund, unknown fields ignored", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const paid = {
      orderId: "o1",
      amount: 1_000,
      currency: "CNY",
      clickToken: await shop.tap(seller),
      shipping: {},
    };
    await shop.webhook("order.paid", paid, "m1");
    expect(
      (await shop.webhook("order.received", { orderId: "o1", carrier: "x" }, "m2")).body.order.state,
    ).toBe("held");
    expect(
      (await shop.webhook("order.refunded", { orderId: "o1", amount: 400 }, "m3")).body.order.reversedAmount,
    ).toBe(400);
    await shop.webhook("order.refunded", { orderId: "o1", amount: 400 }, "m3");
    expect((await shop.get("/orders/o1")).body.reversedAmount).toBe(400);
  });
});
