/** What reports keep of ends and days with many orders is what the orders come to, at every reading, whatever happens to them. */
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { byPromoter, plainDay, plainOrders, summed } from "../../support/reports/plain-report.ts";
import { reconciled, repaired } from "../operations/reconciliations.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const ZONE = "Asia/Shanghai";
/** Two o'clock in the zone, and the evening before in UTC: it belongs to an end of a period that begins with this day. */
const MORNING_MS = Date.UTC(2026, 9, 20, 18);
const FROM = "2026-10-21";
const TO = "2026-10-24";
/** From so many on, an end is kept. */
const MANY = 70;
/** More than whose customers are kept at a merchant's reading. */
const LINKS = 20;
const FIGURES = ["orders", "newCustomers", "sales", "refunded", "commission"] as const;

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
const figuresOf = (row: any) => Object.fromEntries(FIGURES.map((name) => [name, row[name]]));

async function sell(shop: Shop, number: number): Promise<string> {
  const orderId = `o${number}`;
  const occurredAt = new Date(MORNING_MS + number * 1_000).toISOString();
  const more = { couponCode: "TEA", customerId: `c${number % 9}`, occurredAt };
  expect((await shop.order(orderId, 1_000 + number, more)).status).toBe(200);
  return orderId;
}

/** A shop with so many orders that an end is kept. */
async function shopOfMany() {
  const shop = await openShop({ timezone: ZONE });
  const ling = await shop.promoter("ling");
  await shop.coupon("TEA", ling);
  const orderIds: string[] = [];
  for (let number = 0; number < MANY; number += 1) orderIds.push(await sell(shop, number));
  await shop.settle();
  return { shop, ling, orderIds };
}

async function expectFigures(shop: Shop, orderIds: readonly string[]): Promise<void> {
  const all = await plainOrders(shop, orderIds);
  const orders = all.filter(({ occurredAtMs }) => {
    const day = plainDay(occurredAtMs, ZONE);
    return FROM <= day && day <= TO;
  });
  expect(orders.length).toBeGreaterThanOrEqual(MANY);
  const customers = new Set(orders.map(({ customerId }) => customerId)).size;
  const query = `from=${FROM}&to=${TO}&timezone=${ZONE}`;
  // The first reading keeps, the second reads what was kept.
  for (const reading of [1, 2]) {
    const read = async (report: string) => (await shop.get(`/reports/${report}?${query}`)).body;
    const summary = await read("summary");
    expect([reading, figuresOf(summary), summary.customers]).toEqual([reading, summed(orders), customers]);
    const [first] = (await read("daily")).data;
    expect([first.day, figuresOf(first), first.customers]).toEqual([FROM, summed(orders), customers]);
    const [promoter] = (await read("promoters")).data;
    expect(figuresOf(promoter)).toEqual(byPromoter(orders).get(promoter.promoterId));
    const [channel] = (await read("channels")).data;
    expect([figuresOf(channel), channel.customers]).toEqual([summed(orders), customers]);
  }
}

/** What is kept, in names. */
async function keptOf(shop: Shop, table: "report_kept" | "report_periods"): Promise<string[]> {
  const name = table === "report_kept" ? "dimension" : "what || ' ' || dimension";
  const kept = await env.REPORTS.prepare(
    `SELECT DISTINCT ${name} AS name FROM ${table} WHERE program_id = ? ORDER BY name`,
  )
    .bind(shop.id)
    .all<{ name: string }>();
  return kept.results.map((row) => row.name);
}

test("a database that takes no writes is read all the same, and it is said", async () => {
  const { shop, orderIds } = await shopOfMany();
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  await env.REPORTS.prepare(
    "CREATE TRIGGER full BEFORE INSERT ON report_kept BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
  ).run();
  try {
    await expectFigures(shop, orderIds);
    expect(JSON.stringify(logged.mock.calls)).toContain("report_not_kept");
  } finally {
    await env.REPORTS.prepare("DROP TRIGGER full").run();
    logged.mockRestore();
  }
});

test("many orders at the begin of a day are counted the same when they are read again, refunded, amended and told late", async () => {
  const { shop, orderIds } = await shopOfMany();
  await expectFigures(shop, orderIds);
  expect(await keptOf(shop, "report_kept")).toEqual(expect.arrayContaining(["channel", "day"]));
  const ofPeriods = ["customers channel", "customers program", "sums promoter"];
  expect(await keptOf(shop, "report_periods")).toEqual(ofPeriods);

  await shop.event("o3", "refunded", "r3", { amount: 400 });
  await shop.event("o4", "amended", "a4", { amount: 5_000 });
  orderIds.push(await sell(shop, MANY));
  await shop.settle();
  await expectFigures(shop, orderIds);
});

test("a program that moves to another zone is summed by days of that one, and what was kept before is no other day", async () => {
  const { shop, orderIds } = await shopOfMany();
  await expectFigures(shop, orderIds);
  // Two o'clock there is the evening before here.
  const moved = await shop.patch("", { timezone: "America/New_York" });
  expect([moved.status, moved.body.timezone]).toEqual([200, "America/New_York"]);
  for (const reading of [1, 2]) {
    for (const [day, orders] of [
      ["2026-10-20", MANY],
      ["2026-10-21", 0],
    ] as const) {
      const { body } = await shop.get(`/reports/summary?from=${day}&to=${day}`);
      expect([reading, day, body.timezone, body.orders, body.customers]).toEqual([
        reading,
        day,
        "America/New_York",
        orders,
        Math.min(orders, 9),
      ]);
      const { data } = (await shop.get(`/reports/promoters?from=${day}&to=${day}`)).body;
      expect([day, data.map((row: { orders: number }) => row.orders)]).toEqual([
        day,
        orders === 0 ? [] : [orders],
      ]);
    }
  }
  orderIds.push(await sell(shop, MANY));
  await shop.settle();
  await expectFigures(shop, orderIds);
  const { body } = await shop.get("/reports/summary?from=2026-10-20&to=2026-10-20");
  expect([body.orders, body.customers]).toEqual([MANY + 1, 9]);
});

test("a promoter who asks for the figures of its links has nothing kept, in place of what the merchant reads", async () => {
  const { shop, ling } = await shopOfMany();
  for (let number = 0; number < LINKS; number += 1)
    await shop.post("/links", { promoterId: ling.id, destination: `https://shop.example/${number}` });
  const { token } = (await shop.post(`/promoters/${ling.id}/tokens`, {})).body;
  const path = `/v1/programs/${shop.id}/promoters/${ling.id}/link-figures?from=${FROM}&to=${TO}`;
  const { status, body } = await request("GET", path, { token });
  expect([status, body.data.length]).toEqual([200, LINKS]);
  const own = async (report: string) => {
    const asked = `/v1/programs/${shop.id}/reports/${report}from=${FROM}&to=${TO}`;
    return (await request("GET", asked, { token })).status;
  };
  expect([await own("links?compare=previous&"), await own("teams?")]).toEqual([200, 200]);
  expect(await keptOf(shop, "report_kept")).toEqual([]);
  expect(await keptOf(shop, "report_periods")).toEqual([]);
});

test("what is kept and differs is named by the reconciliation, and a repair has it read anew", async () => {
  const { shop, orderIds } = await shopOfMany();
  await expectFigures(shop, orderIds);
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
  const months = "SELECT ?, 1793491200000, 1790812800000, 'customers'";
  for (const mistake of [
    "UPDATE report_period_sums SET sales = sales + 7 WHERE program_id = ?",
    "UPDATE report_period_customers SET customers = customers + 1 WHERE program_id = ?",
    "UPDATE report_kept_sums SET orders = orders + 1 WHERE program_id = ?",
    // A month of which nothing is kept.
    `INSERT INTO report_kept (program_id, to_ms, from_ms, dimension) ${months}`,
  ]) {
    await env.REPORTS.prepare(mistake).bind(shop.id).run();
  }
  const { balanced, differences } = await reconciled(shop);
  expect(balanced).toBe(false);
  const span = "2026-10-20T16:00/";
  for (const [about, expected, found] of [
    [`customers of program ${span}2026-10-24T16:00`, 9, 10],
    [`customers of channel ${span}2026-10-24T16:00 coupon`, 9, 10],
    [`channel ${span}2026-10-21T00:00 coupon`, MANY, MANY + 1],
    [`day ${span}2026-10-21T16:00`, MANY, MANY + 1],
    ["customers 2026-10-01T00:00/2026-11-01T00:00 -1", 9, 0],
  ] as const) {
    const difference = { kind: "orders_and_reports", about: `kept ${about}`, expected, found };
    expect(differences).toContainEqual(difference);
  }
  const named = differences.map(({ about }: { about: string }) => about);
  expect(named).toContainEqual(expect.stringContaining("kept sums of promoter"));
  expect(await repaired(shop)).toMatchObject({ balanced: true, differences: [] });
  await expectFigures(shop, orderIds);
});
