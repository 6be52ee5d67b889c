/** Every figure of orders equals a plain sum over the orders themselves, whatever happened to them, in any time zone. */
import { expect, test } from "vitest";
import { randomShop } from "../../support/reports/random-shop.ts";
import {
  byPromoter,
  plainDay,
  plainOrders,
  type PlainOrder,
  summed,
} from "../../support/reports/plain-report.ts";
import { type Answer, request, type Shop } from "../../support/shop.ts";
import { sized } from "../../support/effort.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
type Row = any;
type Read = (path: string) => Promise<Answer>;

const ZONES = ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Europe/Berlin"];
const PERIODS = [
  ["2026-10-20", "2026-11-30"],
  ["2026-10-25", "2026-11-01"],
  ["2026-10-01", "2026-10-27"],
  ["2026-11-01", "2026-11-01"],
] as const;
/** Read as whole years, less months, days and hours at their ends. */
const LONG_PERIODS = [
  ["2025-11-03", "2026-10-28"],
  ["2026-10-27", "2027-12-20"],
] as const;
const FIGURES = ["orders", "newCustomers", "sales", "refunded", "commission"] as const;

const figuresOf = (row: Row) => Object.fromEntries(FIGURES.map((name) => [name, row[name]]));
const customersOf = (orders: readonly PlainOrder[]) =>
  new Set(orders.flatMap(({ customerId }) => customerId ?? [])).size;

async function allRows(read: Read, report: string, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ""; ;) {
    const page: Answer = await read(`/reports/${report}?limit=7&${query}${cursor}`);
    expect(page.status).toBe(200);
    rows.push(...page.body.data);
    if (page.body.nextCursor === null) return rows;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
}

const within = (orders: readonly PlainOrder[], zone: string, from: string, to: string) =>
  orders.filter(({ occurredAtMs }) => {
    const day = plainDay(occurredAtMs, zone);
    return from <= day && day <= to;
  });

/** Rows of a report by their names, with the customers of each. */
const byName = (rows: readonly Row[], name: (row: Row) => string | null) =>
  new Map(
    rows
      .filter((row) => row.orders > 0)
      .map((row) => [name(row) ?? "", { ...figuresOf(row), customers: row.customers }]),
  );

const plainly = (orders: readonly PlainOrder[], name: (order: PlainOrder) => string | null) =>
  new Map(
    [...Map.groupBy(orders, (order) => name(order) ?? "")].map(([key, own]) => [
      key,
      { ...summed(own), customers: customersOf(own) },
    ]),
  );

const CLASSES_MS = [0, 5, 60, 600, 3_600, 21_600, 86_400, 259_200, 604_800, 1_209_600, 2_592_000].map(
  (seconds) => seconds * 1_000,
);

async function expectDays(read: Read, query: string, expected: (day: string) => object): Promise<Row[]> {
  const days = await allRows(read, "daily", query);
  for (const row of days) {
    expect([query, row.day, { ...figuresOf(row), customers: row.customers }]).toEqual([
      query,
      row.day,
      expected(row.day),
    ]);
  }
  return days;
}

/** By links, channels, tiers, journeys, products and the time from click to order. */
async function expectParts(shop: Shop, query: string, orders: readonly PlainOrder[]): Promise<void> {
  const read: Read = async (path) => await shop.get(path);
  const rows = async (report: string) => await allRows(read, report, query);
  expect(byName(await rows("links"), (row) => row.linkId)).toEqual(
    plainly(orders, ({ facts }) => facts.linkId),
  );
  expect(byName(await rows("channels"), (row) => row.channel)).toEqual(
    plainly(orders, ({ facts }) => facts.channel),
  );
  expect(byName(await rows("tiers"), (row) => row.tier)).toEqual(plainly(orders, ({ facts }) => facts.tier));
  const paths = [...plainly(orders, ({ facts }) => facts.path.join(">"))].map(
    ([path, sums]): [string, object] => [path, { ...figuresOf(sums), customers: undefined }],
  );
  expect(byName(await rows("journeys"), (row) => row.path.join(">"))).toEqual(new Map(paths));
  const classes = (await shop.get(`/reports/click-to-order?${query}`)).body.data as Row[];
  const ofClass = (fromMs: number | null, toMs: number) =>
    orders.filter(({ facts: { clickToOrderMs: ms } }) =>
      fromMs === null ? ms === null : ms !== null && ms >= fromMs && ms < toMs,
    );
  expect(classes.map(figuresOf)).toEqual([
    ...CLASSES_MS.map((fromMs, place) => summed(ofClass(fromMs, CLASSES_MS[place + 1] ?? Infinity))),
    summed(ofClass(null, 0)),
  ]);
  for (const row of await rows("products")) {
    const own = orders.filter(({ items }) =>
      row.productId === null
        ? items.length === 0
        : items.some(({ productId }) => productId === row.productId),
    );
    expect([row.productId, row.orders, row.customers]).toEqual([row.productId, own.length, customersOf(own)]);
  }
}

/** What a promoter's token reads is the promoter's part, day by day too, and its links without what others earn. */
async function expectOwn(shop: Shop, promoterId: string, zone: string, orders: readonly PlainOrder[]) {
  const token = (await shop.post(`/promoters/${promoterId}/tokens`, {})).body.token as string;
  const read: Read = async (path) => await request("GET", `/v1/programs/${shop.id}${path}`, { token });
  const query = `from=2026-10-25&to=2026-11-01&timezone=${zone}`;
  const inPeriod = within(orders, zone, "2026-10-25", "2026-11-01");
  const ownOf = (some: readonly PlainOrder[]) => ({
    ...(byPromoter(some).get(promoterId) ?? summed([])),
    customers: customersOf(some.filter(({ facts }) => facts.leader === promoterId)),
  });
  const { body } = await read(`/reports/summary?${query}`);
  expect({ ...figuresOf(body), customers: body.customers }).toEqual(ownOf(inPeriod));
  const days = await expectDays(read, query, (day) =>
    ownOf(inPeriod.filter(({ occurredAtMs }) => plainDay(occurredAtMs, zone) === day)),
  );
  for (const name of [...FIGURES, "clicks", "uniqueClicks", "paidOut"]) {
    expect([name, days.reduce((sum, row) => sum + row[name], 0)]).toEqual([name, body[name]]);
  }
  const all = await allRows(async (path) => await shop.get(path), "links", query);
  expect(await allRows(read, "links", query)).toEqual(
    all
      .filter(({ ownerId }) => ownerId === promoterId)
      .map((row) => ({ ...row, commission: null, epc100: null, roiBps: null, invalidClicks: {} })),
  );
}

/** The report by promoters, to the unit. */
async function expectPromoters(shop: Shop, query: string, orders: readonly PlainOrder[]): Promise<Row[]> {
  const rows = await allRows(async (path) => await shop.get(path), "promoters", query);
  expect([query, new Map(rows.map((row) => [row.promoterId ?? "", figuresOf(row)]))]).toEqual([
    query,
    new Map([...byPromoter(orders)].filter(([, sums]) => Object.values(sums).some((sum) => sum > 0))),
  ]);
  return rows;
}

test("every report has the sums over the orders, in zones with and without daylight saving", async () => {
  const { shop, promoters, orderIds } = await randomShop(17, sized(30, 150, 60));
  const orders = await plainOrders(shop, orderIds);
  const read: Read = async (path) => await shop.get(path);
  for (const zone of ZONES) {
    for (const [from, to] of PERIODS) {
      const query = `from=${from}&to=${to}&timezone=${zone}`;
      const expected = within(orders, zone, from, to);
      const summary = (await shop.get(`/reports/summary?${query}`)).body;
      expect([query, figuresOf(summary)]).toEqual([query, summed(expected)]);
      expect([query, summary.customers]).toEqual([query, customersOf(expected)]);
      const days = await expectDays(read, query, (day) => {
        const ofDay = expected.filter(({ occurredAtMs }) => plainDay(occurredAtMs, zone) === day);
        return { ...summed(ofDay), customers: customersOf(ofDay) };
      });
      const rows = await expectPromoters(shop, query, expected);
      for (const name of FIGURES) {
        expect(days.reduce((sum, row) => sum + row[name], 0)).toBe(summary[name]);
        expect(rows.reduce((sum, row) => sum + row[name], 0)).toBe(summary[name]);
      }
      for (const report of ["campaigns", "products"]) {
        const parts = await allRows(read, report, query);
        for (const name of report === "products" ? FIGURES.slice(2) : FIGURES) {
          const sum = parts.reduce((total, row) => total + row[name], 0);
          expect([report, query, name, sum]).toEqual([report, query, name, summary[name]]);
        }
      }
      if (from === "2026-10-25") await expectParts(shop, query, expected);
    }
    for (const [from, to] of LONG_PERIODS) {
      const query = `from=${from}&to=${to}&timezone=${zone}`;
      const expected = within(orders, zone, from, to);
      expect(figuresOf((await shop.get(`/reports/summary?${query}`)).body)).toEqual(summed(expected));
      await expectPromoters(shop, query, expected);
      await expectParts(shop, query, expected);
    }
  }
  for (const [place, promoter] of promoters.entries()) {
    await expectOwn(shop, promoter.id, ZONES[place] ?? "UTC", orders);
  }
});
