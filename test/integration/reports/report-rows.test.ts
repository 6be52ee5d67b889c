/** Clicks, payouts and orders meet in the rows of reports; pages, files and comparisons say the same. */
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parseLinkId, parsePromoterId } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { countBatches, type CounterRow } from "../../../worker/clicks/click-counters.tables.ts";
import { openShop, type Shop } from "../../support/shop.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
type Row = any;

const HOUR_MS = 3_600_000;
const AT = (text: string) => Date.parse(text);

async function countClicks(shop: Shop, rows: readonly Partial<CounterRow>[]): Promise<void> {
  const found = await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?").bind(shop.id).first<{
    number: number;
  }>();
  const batch = crypto.randomUUID().replaceAll("-", "");
  const nothing = { clicks: 0, unique: 0, impressions: 0, invalid: {}, channels: {} };
  const pages = { pageviews: 0, conversions: 0, amountMinor: 0 };
  const where = { batch, program: found?.number ?? 0, hourMs: 0, link: 0, promoter: 0 };
  const whole = rows.map((row) => ({ ...where, ...nothing, ...pages, ...row }));
  await countBatches(env.REPORTS, [batch], { rows: whole }, Date.now());
  // A batch that comes again is counted once.
  await countBatches(env.REPORTS, [batch], { rows: whole }, Date.now());
}

async function linkOf(shop: Shop, promoterId: string, more: object = {}) {
  const { body } = await shop.post("/links", { promoterId, destination: "https://shop.example/a", ...more });
  return { id: body.id as string, number: parseLinkId(body.id) ?? 0, slug: body.slug as string };
}

async function clickedShop() {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  const [seller, idle] = [await shop.promoter("seller"), await shop.promoter("idle")];
  await shop.post("/campaigns", {
    id: "autumn",
    name: "Autumn",
    startsAt: "2025-12-01T00:00:00Z",
    endsAt: "2027-01-01T00:00:00Z",
  });
  const link = await linkOf(shop, seller.id, { campaignId: "autumn", productId: "tea" });
  const other = await linkOf(shop, idle.id);
  const [sold, unsold] = [parsePromoterId(seller.id) ?? 0, parsePromoterId(idle.id) ?? 0];
  await countClicks(shop, [
    // The last hour of a day in Shanghai, and the first one of the next.
    {
      hourMs: AT("2026-10-04T15:00:00Z"),
      link: link.number,
      promoter: sold,
      clicks: 5,
      unique: 4,
      impressions: 9,
      invalid: { bot: 2 },
      channels: { social: [5, 4] },
    },
    {
      hourMs: AT("2026-10-04T16:00:00Z"),
      link: link.number,
      promoter: sold,
      clicks: 7,
      unique: 7,
      channels: { direct: [7, 7] },
    },
    {
      hourMs: AT("2026-10-04T16:00:00Z"),
      link: other.number,
      promoter: unsold,
      clicks: 1,
      unique: 1,
      invalid: { repeated: 1 },
      channels: { website: [1, 1] },
    },
  ]);
  await shop.coupon("TEA", seller);
  const sell = async (orderId: string, occurredAt: string, more: object = {}) =>
    await shop.order(orderId, 1_000, { couponCode: "TEA", occurredAt, ...more });
  await sell("o1", "2026-10-04T15:59:59.999Z", {
    campaignId: "autumn",
    items: [{ productId: "tea", quantity: 1, amount: 1_000 }],
  });
  await sell("o2", "2026-10-04T16:00:00Z", { customerId: "007" });
  await shop.settle();
  return { shop, seller, idle, link, other };
}

const DAYS = "from=2026-10-04&to=2026-10-05";

test("clicks and orders of an hour fall into the same day of the program's zone, and every row has both", async () => {
  const { shop, seller, idle, link, other } = await clickedShop();
  const daily = (await shop.get(`/reports/daily?${DAYS}`)).body;
  expect(daily).toMatchObject({
    timezone: "Asia/Shanghai",
    currency: "CNY",
    from: "2026-10-03T16:00:00.000Z",
  });
  expect(daily.data).toMatchObject([
    { day: "2026-10-04", clicks: 5, uniqueClicks: 4, invalidClicks: { bot: 2 }, impressions: 9, orders: 1 },
    {
      day: "2026-10-05",
      clicks: 8,
      uniqueClicks: 8,
      invalidClicks: { repeated: 1 },
      impressions: 0,
      orders: 1,
    },
  ]);
  const summary = (await shop.get(`/reports/summary?${DAYS}`)).body;
  expect(summary).toMatchObject({
    clicks: 13,
    uniqueClicks: 12,
    invalidClicks: { bot: 2, repeated: 1 },
    impressions: 9,
    orders: 2,
    customers: 1,
    sales: 2_000,
    commission: 200,
    cvrBps: 1_538,
    aov: 1_000,
    epc100: 1_538,
    roiBps: 90_000,
    ltv: 2_000,
    paidOut: 0,
  });
  const rows = async (report: string) => (await shop.get(`/reports/${report}?${DAYS}`)).body.data as Row[];
  expect(await rows("promoters")).toMatchObject([
    { promoterId: seller.id, clicks: 12, orders: 2, sales: 2_000, customers: 1, invalidClicks: { bot: 2 } },
    { promoterId: idle.id, clicks: 1, orders: 0, sales: 0, cvrBps: 0, aov: null, ltv: null },
  ]);
  expect(await rows("links")).toMatchObject([
    { linkId: null, slug: null, clicks: 0, orders: 2, cvrBps: null },
    { linkId: link.id, slug: link.slug, ownerId: seller.id, clicks: 12, orders: 0 },
    { linkId: other.id, slug: other.slug, ownerId: idle.id, clicks: 1, invalidClicks: { repeated: 1 } },
  ]);
  expect(await rows("campaigns")).toMatchObject([
    { campaignId: null, clicks: 0, orders: 1 },
    { campaignId: "autumn", clicks: 12, orders: 1, sales: 1_000 },
  ]);
  expect(await rows("products")).toMatchObject([
    { productId: null, clicks: 0, sales: 1_000, commission: 100 },
    { productId: "tea", clicks: 12, sales: 1_000, commission: 100 },
  ]);
  expect(await rows("channels")).toMatchObject([
    { channel: "coupon", clicks: 0, orders: 2, sales: 2_000 },
    { channel: "direct", clicks: 7, orders: 0 },
    { channel: "social", clicks: 5, uniqueClicks: 4 },
    { channel: "website", clicks: 1 },
  ]);
});

test("an hour counts where it begins, in a zone that is ahead by a part of an hour too", async () => {
  const { shop } = await clickedShop();
  // Days of Kathmandu begin at 18:15 of UTC.
  const query = `from=2026-10-04&to=2026-10-04&timezone=Asia/Kathmandu`;
  expect((await shop.get(`/reports/summary?${query}`)).body).toMatchObject({ clicks: 13, orders: 2 });
  const next = `from=2026-10-05&to=2026-10-05&timezone=Asia/Kathmandu`;
  expect((await shop.get(`/reports/summary?${next}`)).body).toMatchObject({ clicks: 0, orders: 0 });
});

test("rows are sorted by a figure in either direction, page by page, those without orders at their end of the list", async () => {
  const { shop } = await clickedShop();
  for (const sort of ["-sales", "sales", "-orders", "commission", "-newCustomers", "refunded"]) {
    const whole = (await shop.get(`/reports/channels?${DAYS}&sort=${sort}`)).body.data as Row[];
    const pages: Row[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const more = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await shop.get(`/reports/channels?${DAYS}&sort=${sort}&limit=1${more}`);
      pages.push(...body.data);
      cursor = body.nextCursor;
    }
    expect([sort, pages]).toEqual([sort, whole]);
    const values = whole.map((row) => row[sort.replace("-", "")] as number);
    expect(values).toEqual(values.toSorted((a, b) => (sort.startsWith("-") ? b - a : a - b)));
  }
});

test("the period before has as many days, and stands beside each figure", async () => {
  const { shop, seller } = await clickedShop();
  const query = "from=2026-10-05&to=2026-10-05&compare=previous";
  const { body } = await shop.get(`/reports/summary?${query}`);
  expect(body).toMatchObject({ clicks: 8, orders: 1, previous: { clicks: 5, orders: 1, impressions: 9 } });
  const [day] = (await shop.get(`/reports/daily?${query}`)).body.data;
  expect(day).toMatchObject({ day: "2026-10-05", clicks: 8, previous: { clicks: 5 } });
  const [row] = (await shop.get(`/reports/promoters?${query}`)).body.data;
  expect(row).toMatchObject({ promoterId: seller.id, clicks: 7, previous: { clicks: 5, sales: 1_000 } });
  expect(day).not.toHaveProperty("previous.day");
});

test("files have a byte order mark, a line for each row, and leave long digits as they are", async () => {
  const { shop, seller } = await clickedShop();
  await shop.order("o3", 50, {
    couponCode: "TEA",
    occurredAt: "2026-10-05T01:00:00Z",
    items: [{ productId: "69012345678901234", quantity: 1, amount: 50 }],
  });
  await shop.settle();
  const file = async (report: string, query = DAYS) => {
    const url = `https://tributary.test/v1/programs/${shop.id}/reports/${report}.csv?${query}`;
    const headers = { authorization: `Bearer ${shop.apiKey}` };
    const answer = await exports.default.fetch(new Request(url, { headers }));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    return new TextDecoder().decode(bytes.subarray(3)).split("\r\n");
  };
  const promoters = await file("promoters");
  expect(promoters[0]).toBe(
    "promoterId,clicks,uniqueClicks,invalidClicks.bot,invalidClicks.prefetch,invalidClicks.not_navigation," +
      "invalidClicks.repeated,invalidClicks.visitor_rate,invalidClicks.network_rate,impressions,orders,newCustomers," +
      "sales,refunded,commission,cvrBps,aov,epc100,roiBps,customers,ltv,paidOut",
  );
  expect(promoters[1]).toBe(`${seller.id},12,11,2,0,0,0,0,0,9,3,1,2050,0,205,2500,683,1708,90000,1,2050,0`);
  expect(promoters).toHaveLength(4);
  expect((await file("products")).at(-2)).toMatch(/^'69012345678901234,/);
  expect((await file("daily")).map((line) => line.split(",")[0])).toEqual([
    "day",
    "2026-10-04",
    "2026-10-05",
    "",
  ]);
  const [heading, line] = await file("summary", `${DAYS}&compare=previous`);
  expect(heading).toContain("paidOut,previous.clicks,");
  expect(line).toMatch(/^2026-10-03T16:00:00.000Z,2026-10-05T16:00:00.000Z,13,12,/);
  for (const report of ["links", "campaigns", "channels"])
    expect((await file(report)).length).toBeGreaterThan(2);
});

test("what was paid out counts on its day and at its promoter, and not once it has come back", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 } });
  const promoter = await shop.promoter("seller");
  await shop.namePayee(promoter);
  await shop.adjust(promoter, { amount: 900, kind: "bonus", reason: "a start" });
  const asked = await shop.post(
    `/promoters/${promoter.id}/payouts`,
    { amount: 700 },
    { "idempotency-key": "p" },
  );
  const move = async (to: string, body: object = {}) =>
    await shop.post(`/payouts/${asked.body.id}/${to}`, body);
  await move("approve");
  await shop.post("/payout-batches", {}, { "idempotency-key": "b" });
  const figures = async () => {
    const summary = (await shop.get("/reports/summary")).body;
    const days = (await shop.get("/reports/daily?sort=-day&limit=1")).body.data as Row[];
    const rows = (await shop.get("/reports/promoters")).body.data as Row[];
    return [summary.paidOut, days[0].paidOut, rows.map((row) => [row.promoterId, row.paidOut])];
  };
  expect(await figures()).toEqual([0, 0, []]);
  await move("paid");
  expect(await figures()).toEqual([700, 700, [[promoter.id, 700]]]);
  await move("returned", { reason: "The account was closed" });
  expect(await figures()).toEqual([0, 0, []]);
});

test("what is no period, zone, sort or cursor of a report is refused, and no parameter is passed over", async () => {
  const { shop } = await clickedShop();
  const refused = async (path: string) => {
    const { status, body } = await shop.get(`/reports/${path}`);
    return [status, body.code, body.errors?.[0]?.path];
  };
  for (const [path, at] of [
    ["summary?from=2026-02-30", "from"],
    ["summary?from=yesterday", "from"],
    ["summary?to=2026-10-01T00:00:00%2B08:00", "to"],
    ["summary?from=2026-10-02&to=2026-10-01", "from"],
    [`summary?from=2016-01-01&to=2026-10-01`, "from"],
    ["summary?from=0001-01-01&to=0001-01-02", "from"],
    ["daily?from=9999-12-31&to=9999-12-31", "from"],
    ["daily?from=9998-12-30&to=9999-01-01", "to"],
    ["summary?timezone=CST", "timezone"],
    ["summary?compare=next", "compare"],
    ["summary?sort=sales", "sort"],
    ["daily?sort=sales", "sort"],
    ["promoters?sort=promoterId", "sort"],
    ["promoters?limit=201", "limit"],
    ["promoters?cursor=abc", "cursor"],
    ["promoters?form=2026-10-01", "form"],
    ["promoters.csv?limit=5", "limit"],
  ] as const) {
    expect([path, ...(await refused(path))]).toEqual([path, 422, "invalid_parameter", at]);
  }
  const { nextCursor } = (await shop.get(`/reports/channels?${DAYS}&limit=1`)).body;
  expect(await refused(`promoters?${DAYS}&cursor=${nextCursor}`)).toEqual([
    422,
    "invalid_parameter",
    "cursor",
  ]);
  expect(await refused(`channels?cursor=${nextCursor}`)).toEqual([422, "invalid_parameter", "cursor"]);
  const longest = new Date(AT("2026-10-01") - (LIMITS.reportDays - 1) * 24 * HOUR_MS)
    .toISOString()
    .slice(0, 10);
  expect((await shop.get(`/reports/summary?timezone=UTC&from=${longest}&to=2026-10-01`)).status).toBe(200);
  for (const day of ["1970-01-01", "9998-12-31"]) {
    const query = `timezone=Asia/Kathmandu&from=${day}&to=${day}&compare=previous`;
    expect((await shop.get(`/reports/daily?${query}`)).body.data).toMatchObject([{ day }]);
  }
});
