/** WeChat Pay's notifications over HTTP: what is signed counts and is answered as WeChat Pay wants, and nothing else counts. */
import { expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";
import {
  API_V3_KEY,
  BY_CERTIFICATE,
  BY_PUBLIC_KEY,
  NEXT_API_V3_KEY,
  NEXT_PUBLIC_KEY,
  secretOf,
} from "../../support/wechatpay/keys.ts";
import {
  notificationOf,
  type NotificationSigning,
  paidOf,
  refundOf,
  signedHeaders,
} from "../../support/wechatpay/notification.ts";
import { connectWeChatPay, notify } from "../../support/wechatpay/wechatpay-shop.ts";

const NOW_S = Math.floor(Date.now() / 1_000);

const payment = (orderId: string, attach = "") =>
  notificationOf("TRANSACTION.SUCCESS", paidOf(orderId, { attach, atS: NOW_S + 2 }), NOW_S + 2);

test("a payment whose attach carries a short token pays its promoter, and its refunds take their parts back", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  const seller = await shop.promoter("seller");
  const token = await shop.tap(seller);
  const attach = JSON.stringify({ tby: token.split(".")[0], c: "user-77" });
  expect(attach.length).toBeLessThanOrEqual(128);
  const paid = await notify(shop, payment("P1", attach));
  expect([paid.status, paid.body]).toMatchObject([
    200,
    {
      code: "SUCCESS",
      message: "OK",
      results: [{ status: "accepted", commissions: [{ promoterId: seller.id, amount: 1_000 }] }],
    },
  ]);
  // The payment is two seconds ahead of the clock.
  await expect.poll(async () => await shop.boundTo("user-77")).toBe(seller.id);
  const repeated = await notify(shop, payment("P1", attach), { by: BY_CERTIFICATE });
  expect([repeated.body.results[0].status, repeated.headers.get("idempotent-replay")]).toEqual([
    "duplicate",
    "true",
  ]);
  const refunds = [
    notificationOf("REFUND.SUCCESS", refundOf("P1", "R1", 2_500, NOW_S + 3), NOW_S + 3),
    notificationOf("REFUND.ABNORMAL", refundOf("P1", "R2", 1_000, NOW_S + 4), NOW_S + 4),
    notificationOf("REFUND.SUCCESS", refundOf("P1", "R3", 500, NOW_S + 5), NOW_S + 5),
    notificationOf("REFUND.CLOSED", refundOf("P1", "R3", 500, NOW_S + 6), NOW_S + 6),
  ];
  for (const refund of refunds)
    expect([refund.event_type, (await notify(shop, refund)).body.code]).toEqual([
      refund.event_type,
      "SUCCESS",
    ]);
  const { body } = await shop.get("/orders/P1");
  // 1,000 of 10,000, of which 2,500 are refunded.
  expect(body).toMatchObject({ amount: 10_000, reversedAmount: 2_500, commissions: [{ kept: 750 }] });
});

test("what is changed, old, ahead, by another key, of an unknown serial or unsigned fails, and changes nothing", async () => {
  const shop = await openShop();
  const path = `/webhooks/${shop.id}/wechatpay`;
  const body = JSON.stringify(payment("P2"));
  const post = async (sent: string, headers: Record<string, string> = {}) => {
    const answer = await request("POST", path, { body: sent, headers });
    return [answer.status, answer.body.code, answer.body.message];
  };
  const sign = (signing: NotificationSigning = {}) => signedHeaders(body, signing);
  const refused = [401, "FAIL", "invalid_signature"];
  expect(await post(body, sign())).toEqual(refused);
  await connectWeChatPay(shop);
  const answers = [
    await post(body.replace("TRANSACTION", "TRANSACTIOM"), sign()),
    await post(body.slice(0, -1), sign()),
    await post("", sign()),
    await post(body),
    await post(body, { ...sign(), "wechatpay-signature": "" }),
    await post(body, sign({ atS: NOW_S - 310 })),
    await post(body, sign({ atS: NOW_S + 330 })),
    await post(body, sign({ by: NEXT_PUBLIC_KEY })),
    await post(body, sign({ by: NEXT_PUBLIC_KEY, serial: BY_PUBLIC_KEY.serial })),
    await post(body, sign({ serial: "PUB_KEY_ID_0" })),
  ];
  expect(answers).toEqual(answers.map(() => refused));
  const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
  expect((await post(large, signedHeaders(large))).slice(0, 2)).toEqual([413, "FAIL"]);
  const unknown = await request("POST", "/webhooks/no-such-program/wechatpay", { body, headers: sign() });
  expect([unknown.status, unknown.body.code]).toEqual([404, "FAIL"]);
  expect((await request("HEAD", path)).status).toBe(405);
  expect((await shop.get("/orders/P2")).status).toBe(404);
});

test("what is signed and cannot be used is a success for WeChat Pay, and is kept until it can be used", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  for (const body of ["", "{", "[]", '{"id":"EV-1","event_type":"TRANSACTION.SUCCESS"}']) {
    const headers = { ...signedHeaders(body), "content-type": "text/html" };
    const answer = await request("POST", `/webhooks/${shop.id}/wechatpay`, { body, headers });
    expect([answer.status, answer.body]).toEqual([
      200,
      { code: "SUCCESS", message: "OK", status: "ignored", reason: "unreadable" },
    ]);
  }
  const early = notificationOf("TRANSACTION.SUCCESS", paidOf("P3", { atS: NOW_S }), NOW_S, {
    apiV3Key: NEXT_API_V3_KEY,
  });
  expect((await notify(shop, early)).body).toMatchObject({ code: "SUCCESS", reason: "not_decryptable" });
  const [kept] = (await shop.get("/unusable-webhooks")).body.data;
  expect(kept).toMatchObject({ reason: "not_decryptable", webhookId: early.id });
  const secret = secretOf(NEXT_API_V3_KEY, BY_PUBLIC_KEY);
  expect((await shop.post("/sources/wechatpay/secrets", { secret })).status).toBe(201);
  const replayed = await shop.post(`/unusable-webhooks/${kept.id}/replay`, {});
  expect([replayed.status, (await shop.get("/orders/P3")).body.amount]).toEqual([200, 10_000]);
  const conflict = notificationOf("TRANSACTION.SUCCESS", paidOf("P3", { total: 1, atS: NOW_S }), NOW_S);
  expect((await notify(shop, conflict)).body).toMatchObject({ code: "SUCCESS" });
  expect((await shop.get("/orders/P3")).body.amount).toBe(10_000);
});

test("both keys and both ways of signing hold during a rotation, and the old ones not after", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop, {}, secretOf(API_V3_KEY, BY_CERTIFICATE));
  const next = secretOf(NEXT_API_V3_KEY, BY_PUBLIC_KEY);
  expect((await shop.post("/sources/wechatpay/secrets", { secret: next })).status).toBe(201);
  const sealedBy = (apiV3Key: string, orderId: string) =>
    notificationOf("TRANSACTION.SUCCESS", paidOf(orderId, { atS: NOW_S }), NOW_S, { apiV3Key });
  const statusOf = async (apiV3Key: string, orderId: string, signing: NotificationSigning) => {
    const { status, body } = await notify(shop, sealedBy(apiV3Key, orderId), signing);
    return [status, body.results?.[0].status];
  };
  expect([
    await statusOf(API_V3_KEY, "P4", { by: BY_CERTIFICATE }),
    await statusOf(NEXT_API_V3_KEY, "P5", { by: BY_CERTIFICATE }),
    await statusOf(API_V3_KEY, "P6", { by: BY_PUBLIC_KEY }),
  ]).toEqual([
    [200, "accepted"],
    [200, "accepted"],
    [200, "accepted"],
  ]);
  const expiresAt = new Date(Date.now() - 1_000).toISOString();
  const last = secretOf(NEXT_API_V3_KEY, NEXT_PUBLIC_KEY);
  expect((await shop.post("/sources/wechatpay/secrets", { secret: last, expiresAt })).status).toBe(201);
  expect((await statusOf(NEXT_API_V3_KEY, "P7", { by: BY_PUBLIC_KEY }))[0]).toBe(401);
  expect((await statusOf(NEXT_API_V3_KEY, "P7", { by: NEXT_PUBLIC_KEY }))[1]).toBe("accepted");
  const half = await shop.post("/sources/wechatpay/secrets", { secret: API_V3_KEY });
  expect([half.status, half.body.errors?.[0].path]).toEqual([422, "secret"]);
});

test("what was kept is read again by the key that it came with, when that key has ended", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  const unusable = notificationOf(
    "TRANSACTION.SUCCESS",
    { ...paidOf("P9", { atS: NOW_S }), amount: {} },
    NOW_S,
  );
  expect((await notify(shop, unusable)).body.reason).toBe("unreadable");
  const [kept] = (await shop.get("/unusable-webhooks")).body.data;
  const secret = secretOf(NEXT_API_V3_KEY, NEXT_PUBLIC_KEY);
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(kept.receivedAt) + 2);
  const expiresAt = new Date(Date.now() - 1).toISOString();
  expect((await shop.post("/sources/wechatpay/secrets", { secret, expiresAt })).status).toBe(201);
  expect((await notify(shop, payment("P10"))).status).toBe(401);
  const replayed = await shop.post(`/unusable-webhooks/${kept.id}/replay`, {});
  expect([replayed.status, replayed.body.reason]).toEqual([200, "unreadable"]);
});

test("a notification is tried before anything counts: its enclosed payment is shown, and nothing is changed", async () => {
  const shop = await openShop();
  await connectWeChatPay(shop);
  const tried = await shop.post("/sources/wechatpay/try", {
    body: payment("P8"),
    settings: { customer: "openid" },
  });
  expect(tried.body.messages).toMatchObject([
    { kind: "conversion", orderId: "P8", content: { customerId: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" } },
  ]);
  expect((await shop.get("/orders/P8")).status).toBe(404);
});
