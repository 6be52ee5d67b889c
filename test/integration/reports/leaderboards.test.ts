/** Leaderboards as a merchant and a promoter ask for them. */
import { beforeAll, expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

let shop: Shop;
let sellers: Promoter[];
let token: string;

/** Sales of 9,000, 5,000, 5,000 and 1,000 in November; the last of them has sold most in October. */
beforeAll(async () => {
  shop = await openShop({ timezone: "Asia/Shanghai" });
  sellers = [];
  for (const name of ["Anna", "Ben", "Cleo", "Dora"]) {
    const made = await shop.post("/promoters", { memberId: name.toLowerCase(), name });
    sellers.push(made.body);
    await shop.coupon(name, made.body);
  }
  const sell = async (orderId: string, couponCode: string, amount: number, occurredAt: string) =>
    await shop.order(orderId, amount, { couponCode, occurredAt, customerId: `c-${orderId}` });
  await sell("a1", "Anna", 9_600, "2026-11-02T16:00:00Z");
  await sell("b1", "Ben", 2_000, "2026-11-03T02:00:00Z");
  await sell("b2", "Ben", 3_000, "2026-11-03T03:00:00Z");
  await sell("c1", "Cleo", 5_000, "2026-11-03T04:00:00Z");
  await sell("c2", "Cleo", 7_000, "2026-11-03T05:00:00Z");
  await sell("d1", "Dora", 1_000, "2026-11-03T15:59:59Z");
  // Still October elsewhere, and November in Shanghai a second later.
  await sell("d2", "Dora", 50_000, "2026-10-31T15:59:59Z");
  await shop.order("nobody", 90_000, { occurredAt: "2026-11-03T06:00:00Z", customerId: "c-9" });
  await shop.event("a1", "refunded", "r", { amount: 600 });
  // An order that was taken back whole counts for nobody.
  await shop.event("c2", "cancelled", "x");
  await shop.settle();
  token = (await shop.post(`/promoters/${sellers[3]?.id}/tokens`, {})).body.token;
});

const board = async (query: string) => (await shop.get(`/leaderboards?${query}`)).body;
const asDora = async (query: string) =>
  await request("GET", `/v1/programs/${shop.id}/leaderboards?${query}`, { token });
const brief = (data: { rank: number; name: string; value: number }[]) =>
  data.map(({ rank, name, value }) => [rank, name, value]);

test("equal ones share a rank, and refunds and taken back orders count", async () => {
  const month = await board("metric=sales&period=month&at=2026-11-20");
  expect(month).toMatchObject({
    metric: "sales",
    period: "month",
    from: "2026-10-31T16:00:00.000Z",
    to: "2026-11-30T16:00:00.000Z",
    timezone: "Asia/Shanghai",
    nextCursor: null,
  });
  expect(month.own).toBeUndefined();
  expect(brief(month.data)).toEqual([
    [1, "Anna", 9_000],
    [2, "Ben", 5_000],
    [2, "Cleo", 5_000],
    [4, "Dora", 1_000],
  ]);
  expect(month.data[0].promoterId).toBe(sellers[0]?.id);
  const orders = await board("metric=orders&period=week&at=2026-11-03T02:00:00Z");
  expect(brief(orders.data)).toEqual([
    [1, "Ben", 2],
    [2, "Anna", 1],
    [2, "Cleo", 1],
    [2, "Dora", 1],
  ]);
  expect(brief((await board("metric=customers&period=day&at=2026-11-03")).data)).toEqual(brief(orders.data));
  expect(brief((await board("metric=commission&period=all")).data)[0]).toEqual([1, "Dora", 5_100]);
  // A day begins at midnight in Shanghai, which Anna's order is the first instant of.
  expect(brief((await board("metric=sales&period=day&at=2026-11-02")).data)).toEqual([]);
});

test("a page follows the other, and ranks go on", async () => {
  const first = await board("metric=sales&period=month&at=2026-11-20&limit=2");
  expect(brief(first.data)).toEqual([
    [1, "Anna", 9_000],
    [2, "Ben", 5_000],
  ]);
  const second = await board(`metric=sales&period=month&at=2026-11-20&limit=2&cursor=${first.nextCursor}`);
  expect([...brief(second.data), second.nextCursor]).toEqual([[2, "Cleo", 5_000], [4, "Dora", 1_000], null]);
});

test("the cursor of a promoter's page names nobody, and pages of equal ones follow each other", async () => {
  const query = "metric=sales&period=month&at=2026-11-20&limit=1";
  const values: number[] = [];
  const places: unknown[] = [];
  let next: string | null = "";
  while (next !== null) {
    const { body } = await asDora(next === "" ? query : `${query}&cursor=${next}`);
    values.push(...body.data.map(({ value }: { value: number }) => value));
    next = body.nextCursor;
    // The list, the value, and the place among those who have it.
    if (next !== null) places.push(JSON.parse(Buffer.from(next, "base64url").toString()).slice(1));
  }
  expect(places).toEqual([
    [9_000, 1],
    [5_000, 1],
    [5_000, 2],
  ]);
  expect(values).toEqual([9_000, 5_000, 5_000, 1_000]);
});

test("a promoter sees its own rank on every page, and of the others a masked name alone", async () => {
  const { status, body } = await asDora("metric=sales&period=month&at=2026-11-20&limit=1");
  expect(status).toBe(200);
  expect(body.own).toEqual({ rank: 4, value: 1_000 });
  expect(body.data).toEqual([{ rank: 1, promoterId: null, name: "A**", value: 9_000 }]);
  const whole = (await asDora("metric=sales&period=month&at=2026-11-20")).body.data;
  expect(whole.at(-1)).toEqual({ rank: 4, promoterId: sellers[3]?.id, name: "Dora", value: 1_000 });
  expect(JSON.stringify(whole)).not.toContain("Ben");
  expect((await asDora("metric=sales&period=day&at=2026-01-01")).body.own).toEqual({ rank: null, value: 0 });
});

test("bad input is refused by its name", async () => {
  for (const query of [
    "period=day",
    "metric=fame&period=day",
    "metric=sales&period=year",
    "metric=sales&period=day&at=yesterday",
    "metric=sales&period=day&limit=0",
    "metric=sales&period=day&cursor=x",
    "metric=sales&period=day&timezone=UTC",
  ]) {
    expect([query, (await shop.get(`/leaderboards?${query}`)).status]).toEqual([query, 422]);
  }
});
