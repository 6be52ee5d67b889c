/** A checkout of a shop's own over HTTP: what its settings describe counts, nothing else does, and a mistake is told. */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { connectCustom, customHeaders, sendCustom, SETTINGS } from "../../support/custom/custom-shop.ts";
import { randomCustomHistory } from "../../support/custom/history.ts";
import { sized } from "../../support/effort.ts";
import { openShop, request } from "../../support/shop.ts";
import { asDelivered } from "../../support/sources/shuffled.ts";

const NOW_S = Math.floor(Date.now() / 1_000);

const paid = (no: string, sum: unknown = "100.00") => ({
  event: { name: "payment_done", id: `e-${no}`, at: NOW_S + 2 },
  payment: { no, sum, currency: "CNY", buyer: 5, codes: ["LILEI10"], lines: [{ sku: "tea", sum }] },
});

test("settings are tried before they are put, and a mistake in an expression is 422 with its place", async () => {
  const shop = await openShop();
  const body = paid("C1");
  const tried = await shop.post("/sources/custom/try", { body, settings: SETTINGS });
  expect(tried.body.messages).toMatchObject([
    { kind: "conversion", orderId: "C1", content: { amount: 10_000, items: [{ productId: "tea" }] } },
  ]);
  expect((await shop.post("/sources/custom/try", { body })).body.messages).toEqual([
    { kind: "unreadable", reason: "type_unreadable" },
  ]);
  const wrong = { ...SETTINGS, fields: { ...SETTINGS.fields, amount: "payment..sum" } };
  const faults = [
    await shop.put("/sources/custom", wrong),
    await shop.post("/sources/custom/try", { body, settings: wrong }),
  ].map(({ status, body: { errors } }) => [
    status,
    errors[0].path,
    errors[0].message.endsWith("at character 9"),
  ]);
  expect(faults).toEqual([
    [422, "fields.amount", true],
    [422, "settings.fields.amount", true],
  ]);
  expect((await shop.get("/orders/C1")).status).toBe(404);
  const { data } = (await shop.get("/sources")).body;
  const state = data.find(({ source }: { source: string }) => source === "custom");
  expect(state).toMatchObject({ configured: false, settings: { type: "type", amountUnit: "minor" } });
});

test("what is changed, old, ahead, by another key, torn or unsigned is 401, and changes nothing", async () => {
  const shop = await openShop();
  const secret = await connectCustom(shop);
  const body = JSON.stringify(paid("C2"));
  const good = customHeaders(body, secret);
  const post = async (sent: string, headers: Record<string, string> = {}) =>
    (await request("POST", `/webhooks/${shop.id}/custom`, { body: sent, headers })).status;
  const statuses = [
    await post(body.replace("100.00", "900.00"), good),
    await post(body.slice(0, -1), good),
    await post("", good),
    await post(body),
    await post(body, { ...good, "x-checkout-signature": "" }),
    await post(body, { ...good, "x-checkout-signature": good["x-checkout-signature"].slice(7) }),
    await post(body, customHeaders(body, `${secret}0`)),
    await post(body, customHeaders(body, secret, NOW_S - 310)),
    await post(body, customHeaders(body, secret, NOW_S + 330)),
  ];
  expect(statuses).toEqual(statuses.map(() => 401));
  const large = `${body.slice(0, -1)},"x":"${"y".repeat(2_097_152)}"}`;
  expect(await post(large, customHeaders(large, secret))).toBe(413);
  expect((await shop.get("/orders/C2")).status).toBe(404);
  const typed = { ...good, "content-type": "text/html" };
  expect([await post(body, typed), (await shop.get("/orders/C2")).body.amount]).toEqual([200, 10_000]);
});

test("both secrets hold during a rotation, and the old one not after", async () => {
  const shop = await openShop();
  const first = await connectCustom(shop);
  const second = (await shop.post("/sources/custom/secrets", {})).body.secret;
  expect((await sendCustom(shop, first, paid("C3"))).status).toBe(200);
  expect((await sendCustom(shop, second, paid("C3"))).status).toBe(200);
  const given = { secret: "a-secret-of-the-checkout", expiresAt: new Date(Date.now() - 1_000).toISOString() };
  expect((await shop.post("/sources/custom/secrets", given)).status).toBe(201);
  expect((await sendCustom(shop, second, paid("C3"))).status).toBe(401);
  expect((await sendCustom(shop, given.secret, paid("C3"))).body.results[0].status).toBe("duplicate");
});

test("a message that cannot be read is kept, and is used when the settings are right", async () => {
  const shop = await openShop();
  const secret = await connectCustom(shop, {
    ...SETTINGS,
    fields: { ...SETTINGS.fields, orderId: "payment.number" },
  });
  const answer = await sendCustom(shop, secret, paid("C4"));
  expect([answer.status, answer.body.results[0].status]).toEqual([200, "rejected"]);
  const [kept] = (await shop.get("/unusable-webhooks")).body.data;
  await shop.put("/sources/custom", SETTINGS);
  await shop.post(`/unusable-webhooks/${kept.id}/replay`, {});
  expect((await shop.get("/orders/C4")).body.amount).toBe(10_000);
  expect((await sendCustom(shop, secret, { event: { name: "login" } })).body).toEqual({
    status: "ignored",
    reason: "kind_without_use",
  });
});

test("whatever a checkout tells of a payment in whatever sequence, its order keeps what a plain model says", async () => {
  const shop = await openShop();
  const secret = await connectCustom(shop);
  const token = await shop.tap(await shop.promoter("seller"));
  for (let seed = 0; seed < sized(2, 12, 3); seed += 1) {
    const chance = new Chance(seed);
    const history = randomCustomHistory(chance, `H${seed}`, token, NOW_S + 5);
    const delivered = asDelivered(chance, history.messages);
    const trace = `seed ${seed}: ${JSON.stringify(delivered)}`;
    for (const message of delivered) {
      const { status } = await sendCustom(shop, secret, message);
      expect({ trace, status }).toEqual({ trace, status: 200 });
    }
    const { total, reversed } = history;
    const kept = Math.ceil((Math.floor(total / 10) * (total - reversed)) / total);
    const order = (await shop.get(`/orders/H${seed}`)).body;
    const commissions = [{ kept }];
    expect({ trace, ...order }).toMatchObject({
      trace,
      amount: total,
      reversedAmount: reversed,
      commissions,
    });
  }
  expect((await shop.get("/unusable-webhooks")).body.data).toEqual([]);
});
