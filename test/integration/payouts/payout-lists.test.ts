/** What those see who approve and pay: the payouts and batches of a whole program, and files that Excel leaves as they are. */
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const SETTLEMENT = { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 };

async function ask(shop: Shop, promoter: Promoter, amount: number): Promise<string> {
  await shop.adjust(promoter, { amount, kind: "bonus", reason: "a start" });
  const path = `/promoters/${promoter.id}/payouts`;
  return (await shop.post(path, { amount }, { "idempotency-key": `ask-${amount}` })).body.id;
}

const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);

test("the payouts of all promoters in all books are listed by state, newest first, each page going on from the last", async () => {
  const shop = await openShop({ objects: 3, settlement: SETTLEMENT });
  const asked: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const promoter = await shop.promoter(`seller-${n}`);
    await shop.namePayee(promoter);
    asked.unshift(await ask(shop, promoter, 100 + n));
  }
  const pages: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const { body } = await shop.get(`/payouts?limit=4${next === "" ? "" : `&cursor=${next}`}`);
    pages.push(...idsOf(body));
    next = body.nextCursor;
  }
  expect(pages).toEqual(asked);
  const [newest = "", second = "", third = ""] = asked;
  await shop.post(`/payouts/${newest}/approve`, {});
  await shop.post(`/payouts/${second}/reject`, { reason: "The invoice is missing" });
  await shop.post(`/payouts/${third}/approve`, {});
  const inState = async (state: string) => (await shop.get(`/payouts?state=${state}`)).body;
  expect(idsOf(await inState("requested"))).toEqual(asked.slice(3));
  expect(idsOf(await inState("approved"))).toEqual([newest, third]);
  expect((await inState("rejected")).data).toMatchObject([{ id: second, reason: "The invoice is missing" }]);
  expect(idsOf(await inState("paid"))).toEqual([]);
  expect((await shop.get("/payouts?state=done")).status).toBe(422);
});

test("batches are listed by state, newest first, and one is opened once per key, which is required", async () => {
  const shop = await openShop({ settlement: SETTLEMENT });
  const promoter = await shop.promoter("seller");
  await shop.namePayee(promoter);
  await shop.post(`/payouts/${await ask(shop, promoter, 250)}/approve`, {});
  const refused = await shop.post("/payout-batches", {});
  expect(refused).toMatchObject({ status: 422, body: { code: "idempotency_key_required" } });
  const first = (await shop.post("/payout-batches", {}, { "idempotency-key": "one" })).body.id;
  const second = (await shop.post("/payout-batches", {}, { "idempotency-key": "two" })).body.id;
  const { data, nextCursor } = (await shop.get("/payout-batches?limit=1")).body;
  expect(data).toMatchObject([{ id: second, state: "sealed", count: 0, net: 0 }]);
  const rest = (await shop.get(`/payout-batches?state=sealed&cursor=${nextCursor}`)).body;
  expect(rest).toMatchObject({ data: [{ id: first, count: 1, net: 250 }], nextCursor: null });
  expect((await shop.get("/payout-batches?state=collecting")).body.data).toEqual([]);
});

test("a batch's file begins with a byte order mark, has decimals, and no card number is a number", async () => {
  const shop = await openShop({ settlement: SETTLEMENT });
  const promoter = await shop.promoter("seller");
  await shop.namePayee(promoter);
  await shop.post(`/payouts/${await ask(shop, promoter, 10_000)}/approve`, {});
  const { id } = (await shop.post("/payout-batches", {}, { "idempotency-key": "one" })).body;
  const { body } = await shop.get(`/payout-batches/${id}`);
  expect(body.state).toBe("sealed");
  const bytes = await bytesOf(shop, `/payout-batches/${id}.csv`);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const cells = new TextDecoder().decode(bytes).trim().split("\r\n").at(-1)?.split(",") ?? [];
  expect(cells.slice(2, 6)).toEqual(["CNY", "100.00", "0.00", "100.00"]);
  expect(cells.at(-1)).toBe("'6222020200112233445");
});

async function bytesOf(shop: Shop, path: string): Promise<Uint8Array> {
  const address = `https://tributary.test/v1/programs/${shop.id}${path}`;
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  return new Uint8Array(await (await exports.default.fetch(new Request(address, { headers }))).arrayBuffer());
}

test("a wallet and a refused request say what can be requested now, and when the rest can", async () => {
  const shop = await openShop({ settlement: { ...SETTLEMENT, minPayout: 100, payoutCycle: "T+7" } });
  const promoter = await shop.promoter("seller");
  const before = Date.now();
  await shop.order("o1", 10_000, { clickToken: await shop.tap(promoter) });
  await shop.settle();
  const wallet = async () => (await shop.get(`/promoters/${promoter.id}/wallet`)).body;
  const waiting = await wallet();
  expect(waiting).toMatchObject({ available: 1_000, requestable: 0, nextRequestable: 1_000, minPayout: 100 });
  expect(Date.parse(waiting.nextRequestableAt) - before).toBeGreaterThanOrEqual(7 * 86_400_000);
  const demand = async (amount: number, key: string) =>
    await shop.post(`/promoters/${promoter.id}/payouts`, { amount }, { "idempotency-key": key });
  const refused = await demand(1_000, "a");
  const { nextRequestableAt } = waiting;
  expect(refused.body).toMatchObject({ code: "insufficient_available", requestable: 0, nextRequestableAt });
  expect(refused.body.detail).toBe(`0 can be requested now, and 1000 from ${nextRequestableAt} on`);
  expect((await demand(99, "b")).body.detail).toBe("99 is below the smallest payout, 100");
  await shop.adjust(promoter, { amount: 300, kind: "bonus", reason: "at once" });
  expect(await wallet()).toMatchObject({ available: 1_300, requestable: 300, nextRequestable: 1_300 });
  const open = (await demand(200, "c")).body.id;
  expect(await wallet()).toMatchObject({ requestable: 0, nextRequestableAt: null, openPayoutId: open });
  expect((await demand(100, "d")).body.detail).toBe(`${open} is under way`);
});

test("an adjustment without a key is refused, since a retry would move its money twice", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  const bonus = { amount: 500, kind: "bonus", reason: "a prize" };
  const refused = await shop.post(`/promoters/${promoter.id}/adjustments`, bonus);
  expect(refused).toMatchObject({ status: 422, body: { code: "idempotency_key_required" } });
  expect((await shop.wallet(promoter))["available"]).toBe(0);
  for (const status of [201, 200]) expect((await shop.adjust(promoter, bonus, "one")).status).toBe(status);
  expect((await shop.wallet(promoter))["available"]).toBe(500);
});

test("an operator finds a promoter by the merchant's own id, and orders by what they are", async () => {
  const shop = await openShop();
  const [a, b] = [await shop.promoter("a"), await shop.promoter("b")];
  expect((await shop.get("/promoters?memberId=b")).body).toMatchObject({
    data: [{ id: b.id }],
    nextCursor: null,
  });
  expect((await shop.get("/promoters?memberId=c")).body.data).toEqual([]);
  await shop.patch(`/promoters/${b.id}`, { name: "Han Meimei" });
  const named = async (query: string) => (await shop.get(`/promoters?${query}`)).body;
  expect(await named("search=meimei")).toMatchObject({ data: [{ id: b.id }], nextCursor: null });
  expect(idsOf(await named("search=a"))).toEqual([a.id, b.id]);
  const { data, nextCursor } = await named("search=a&limit=1");
  expect(idsOf({ data })).toEqual([a.id]);
  expect(idsOf(await named(`search=a&limit=1&cursor=${nextCursor}`))).toEqual([b.id]);
  expect((await shop.get("/promoters?search=")).status).toBe(422);
  await shop.order("one", 1_000, { clickToken: await shop.tap(a), customerId: "zoe" });
  await shop.order("two", 1_000, { customerId: "max" });
  await shop.post("/orders/one/review", { reason: "it looks odd" });
  const found = async (query: string) =>
    (await shop.get(`/orders?${query}`)).body.data.map(({ orderId }: { orderId: string }) => orderId);
  await expect.poll(() => found("underReview=true")).toEqual(["one"]);
  expect(await found("underReview=false")).toEqual(["two"]);
  expect(await found("customerId=max")).toEqual(["two"]);
  expect(await found("basis=none")).toEqual(["two"]);
  expect(await found("state=pending&basis=touch")).toEqual(["one"]);
  expect(await found(`promoterId=${a.id}&customerId=zoe&state=pending`)).toEqual(["one"]);
  expect(await found(`promoterId=${b.id}`)).toEqual([]);
});

test("only who reads or pays sees the payouts of a program", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  expect((await request("GET", `/v1/programs/${shop.id}/payouts`, { token })).status).toBe(404);
});
