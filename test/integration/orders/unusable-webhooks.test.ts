/** A signed webhook that could not be used is answered 200, and then it is seen, whole, and can be tried again. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const listed = async (shop: Shop) => (await shop.get("/unusable-webhooks?limit=200")).body.data;

async function waiting(shop: Shop): Promise<number> {
  const text = await request("GET", "/metrics", { token: "operator-of-the-tests" });
  const found = new RegExp(`^tributary_unusable_webhooks\\{program="${shop.id}"\\} (\\d+)$`, "m").exec(
    text.body,
  );
  return Number(found?.[1] ?? 0);
}

test("what could not be used is kept whole with its reason, conflicts and refunds too, and a metric counts it", async () => {
  const shop = await openShop();
  const items = Array.from({ length: 200 }, (_, at) => ({
    productId: `a-long-name-${at}`,
    quantity: 1,
    amount: 1,
  }));
  const broken = { orderId: "o1", amount: "100.00", currency: "CNY", items };
  expect((await shop.webhook("order.paid", broken, "m1")).status).toBe(200);
  await shop.webhook("order.paid", { orderId: "o2", amount: 100, currency: "CNY" }, "m2");
  const changed = await shop.webhook("order.paid", { orderId: "o2", amount: 150, currency: "CNY" }, "m3");
  expect([changed.status, changed.body.results[0].status]).toEqual([200, "conflict"]);
  await shop.webhook("order.refunded", { orderId: "o2", amount: "33.33" }, "m4");
  await shop.webhook("order.paid", { orderId: "o2", amount: 100, currency: "CNY" }, "m5");
  const kept = await listed(shop);
  expect(kept.map(({ webhookId, reason }: Record<string, string>) => [webhookId, reason])).toEqual([
    ["m4", "invalid_body"],
    ["m3", "idempotency_conflict"],
    ["m1", "invalid_body"],
  ]);
  expect(JSON.parse(kept[2].body)).toEqual({ type: "order.paid", data: broken });
  expect(await waiting(shop)).toBe(3);
});

test("one is tried again as of when it came, leaves the list when it can be used, and may be tried twice", async () => {
  const shop = await openShop();
  const clickToken = await shop.tap(await shop.promoter("seller"));
  const data = { orderId: "o1", amount: 1_000, currency: "USD", clickToken };
  await shop.webhook("order.paid", data, "m1");
  const [kept] = await listed(shop);
  const replay = async () => await shop.post(`/unusable-webhooks/${kept.id}/replay`, {});
  expect((await replay()).body.results[0]).toMatchObject({ status: "rejected", code: "currency_mismatch" });
  expect(await listed(shop)).toMatchObject([
    { id: kept.id, reason: "currency_mismatch", receivedAt: kept.receivedAt },
  ]);
  await env.CONFIG.prepare("UPDATE programs SET currency = 'USD', version = version + 1 WHERE id = ?")
    .bind(shop.id)
    .run();
  await untilItCounts();
  const used = await replay();
  expect(used.body.results[0]).toMatchObject({ status: "accepted", commissions: [{ amount: 100 }] });
  expect((await shop.get("/orders/o1")).body.occurredAt).toBe(kept.receivedAt);
  expect([await listed(shop), await waiting(shop)]).toEqual([[], 0]);
  const again = await replay();
  expect([again.headers.get("idempotent-replay"), again.body.results[0].status]).toEqual([
    "true",
    "duplicate",
  ]);
  for (const id of ["uw_0", "uw_999999", "m1"]) {
    expect((await shop.post(`/unusable-webhooks/${id}/replay`, {})).body.code).toBe("unknown_webhook");
  }
  const [other, stranger] = [await openShop(), `/unusable-webhooks/${kept.id}/replay`];
  expect((await other.post(stranger, {})).status).toBe(404);
});

test("a body is kept to its byte order mark, and one with a true U+FFFD is tried again; of torn bytes nothing is guessed", async () => {
  const shop = await openShop();
  const paid = (orderId: string) =>
    JSON.stringify({
      type: "order.paid",
      data: { orderId, amount: 1_000, currency: "USD", note: "caf\ufffd" },
    });
  const [marked, plain] = [`\ufeff${paid("o1")}`, paid("o2")];
  const torn = Buffer.from(paid("o?"));
  torn[torn.indexOf("?")] = 0xff;
  for (const [place, bytes] of [marked, plain, torn].entries())
    await shop.signed(Buffer.from(bytes), `m${place}`);
  const kept = await listed(shop);
  expect(kept.map(({ body }: { body: string }) => body)).toEqual([`\ufffd${paid("o\ufffd")}`, plain, marked]);
  const answers: unknown[] = [];
  for (const { id } of kept) answers.push((await shop.post(`/unusable-webhooks/${id}/replay`, {})).body);
  expect(answers).toMatchObject([
    { status: "ignored", reason: "unreadable" },
    { results: [{ orderId: "o2", code: "currency_mismatch" }] },
    { results: [{ orderId: "o1", code: "currency_mismatch" }] },
  ]);
});

test("another body under an id that was used is kept as well, each once, and a metric counts them", async () => {
  const shop = await openShop();
  const tell = async (orderId: string) =>
    await shop.webhook("order.paid", { orderId, amount: "1", currency: "CNY" }, "always");
  for (const orderId of ["o1", "o2", "o1", "o3", "o2", "o3"]) await tell(orderId);
  const kept = await listed(shop);
  const told = kept.map(({ webhookId, body }: Record<"webhookId" | "body", string>) => [
    webhookId,
    JSON.parse(body).data.orderId,
  ]);
  expect(told).toEqual([
    ["always", "o3"],
    ["always", "o2"],
    ["always", "o1"],
  ]);
  expect(await waiting(shop)).toBe(3);
});

test("large bodies make a page short, and no body is left out", async () => {
  const shop = await openShop();
  const note = "x".repeat(900_000);
  for (const at of [1, 2, 3, 4, 5, 6]) {
    await shop.webhook(
      "order.paid",
      { orderId: `o${at}`, amount: "1", currency: "CNY", metadata: { note } },
      `m${at}`,
    );
  }
  const first = (await shop.get("/unusable-webhooks")).body;
  const second = (await shop.get(`/unusable-webhooks?cursor=${first.nextCursor}`)).body;
  const ids = [...first.data, ...second.data].map(({ webhookId }) => webhookId);
  expect([first.data.length, ids, second.nextCursor]).toEqual([
    5,
    ["m6", "m5", "m4", "m3", "m2", "m1"],
    null,
  ]);
});
