/** Files of an export hold what the API lists, each row once, in the file of its day in the program's time zone. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { linkIdOf, promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { exported, type Row, rowsOf } from "../../support/exports/run-export.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const HOUR_MS = 3_600_000;
/** Midnight in Shanghai of some days ago. */
const MIDNIGHT_MS = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 8 * HOUR_MS - 3 * 86_400_000;

const at = (ms: number) => new Date(ms).toISOString();
const dayInShanghai = (instant: string) =>
  new Date(Date.parse(instant) + 8 * HOUR_MS).toISOString().slice(0, 10);

async function all(shop: Shop, path: string): Promise<Row[]> {
  return (await shop.get(`${path}${path.includes("?") ? "&" : "?"}limit=200`)).body.data;
}

const by = (member: string) => (one: Row, other: Row) => (one[member] < other[member] ? -1 : 1);
const only = (members: readonly string[]) => (row: Row) =>
  Object.fromEntries(members.map((member) => [member, row[member] ?? null]));

/** Orders on both sides of a midnight in Shanghai, one of them refunded in part. */
async function shopOfDays(): Promise<{ shop: Shop; line: readonly Promoter[] }> {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  const line = await shop.line("top", "seller");
  await shop.coupon("SALE", line[1], {});
  for (const [place, ms] of [-1, 0, 1, 25 * HOUR_MS].entries()) {
    const occurredAt = at(MIDNIGHT_MS + ms);
    const items = [{ productId: "tea", categoryId: "drinks", quantity: 1, amount: 10_000 + place }];
    const sold = place === 1 ? { items } : {};
    const more = { couponCode: "SALE", customerId: place === 3 ? "buyer-b" : "buyer-a", occurredAt, ...sold };
    expect((await shop.order(`order-${place}`, 10_000 + place, more)).status).toBe(200);
  }
  await shop.event("order-1", "refunded", "r1", { amount: 4_000 });
  await shop.event("order-2", "received", "d2");
  await shop.settle();
  await expect.poll(async () => (await all(shop, "/orders")).length).toBe(4);
  return { shop, line };
}

test("orders and commissions in files are those of the lists, in files of the program's days, without customers' ids", async () => {
  const { shop, line } = await shopOfDays();
  const { id, rows: count, manifest, expiresAt, finishedAt } = await exported(shop, { dataset: "orders" });
  const rows = await rowsOf(shop, id);
  const members = [
    "orderId",
    "amount",
    "reversedAmount",
    "currency",
    "state",
    "underReview",
    "basis",
    "occurredAt",
  ];
  const listed = await all(shop, "/orders");
  expect(rows.map(only(members)).sort(by("orderId"))).toEqual(listed.map(only(members)).sort(by("orderId")));
  expect(count).toBe(4);
  for (const { day, occurredAt } of rows) expect(day).toBe(dayInShanghai(occurredAt));
  expect(manifest.files.map(({ rows: inFile }: Row) => inFile)).toEqual([1, 2, 1]);
  expect(Date.parse(expiresAt) - Date.parse(finishedAt)).toBe(30 * 86_400_000);
  const road = { channel: "coupon", path: "coupon", linkId: null, campaignId: null, isCounted: true };
  for (const row of rows) expect(row).toMatchObject({ ...road, tier: expect.any(String) });
  const products = rows.sort(by("orderId")).map((row) => JSON.parse(row.products));
  expect(products[0]).toMatchObject([{ productId: null, categoryId: null, sales: 10_000, refunded: 0 }]);
  expect(products[1]).toEqual([
    { productId: "tea", categoryId: "drinks", sales: 10_001, refunded: 4_000, commission: rows[1].kept },
  ]);
  const tags = rows.sort(by("orderId")).map(({ customerTag }) => customerTag);
  expect(new Set(tags).size).toBe(2);
  expect(tags.slice(0, 3)).toEqual([tags[0], tags[0], tags[0]]);
  expect(JSON.stringify(rows)).not.toContain("buyer-");

  const commissions = await rowsOf(shop, (await exported(shop, { dataset: "commissions" })).id);
  const own = await Promise.all(
    line.map(async ({ id: promoterId }) => {
      const list = await all(shop, `/promoters/${promoterId}/commissions`);
      return list.map(({ id: commissionId, ...row }) => ({ ...row, commissionId, promoterId }));
    }),
  );
  const of = [
    "commissionId",
    "orderId",
    "promoterId",
    "creditedPromoterId",
    "level",
    "amount",
    "kept",
    "state",
  ];
  expect(commissions.map(only(of)).sort(by("commissionId"))).toEqual(
    own.flat().map(only(of)).sort(by("commissionId")),
  );
  expect(commissions).toHaveLength(8);
  for (const { day, occurredAt } of commissions) expect(day).toBe(dayInShanghai(occurredAt));
});

test("a time is half open: an order of its first instant is in, one of its end is not", async () => {
  const { shop } = await shopOfDays();
  const asked = { dataset: "orders", from: at(MIDNIGHT_MS), to: at(MIDNIGHT_MS + 1) };
  expect((await rowsOf(shop, (await exported(shop, asked)).id)).map(({ orderId }) => orderId)).toEqual([
    "order-1",
  ]);
  expect((await exported(shop, { ...asked, dataset: "commissions" })).rows).toBe(2);
});

test("entries in files are the journals, and add up to what is posted; a time without entries has no file", async () => {
  const { shop, line } = await shopOfDays();
  await shop.adjust(line[0] as Promoter, { amount: 500, kind: "bonus", reason: "a good year" });
  const journals = (
    await Promise.all(
      line.map(async (promoter) =>
        (await shop.journal(promoter)).map((entry) => ({ ...entry, promoterId: promoter.id })),
      ),
    )
  ).flat();
  const { id } = await exported(shop, { dataset: "entries" });
  const rows = await rowsOf(shop, id);
  const members = [
    "promoterId",
    "sequence",
    "kind",
    "debit",
    "credit",
    "amount",
    "balanceAfter",
    "hash",
    "orderId",
  ];
  const inTurn = (one: Row, other: Row) =>
    one.promoterId === other.promoterId
      ? one.sequence - other.sequence
      : one.promoterId < other.promoterId
        ? -1
        : 1;
  expect(rows.map(only(members)).sort(inTurn)).toEqual(journals.map(only(members)).sort(inTurn));
  expect(journals.length).toBeGreaterThan(8);
  const before = await exported(shop, { dataset: "entries", to: at(MIDNIGHT_MS - 90 * 86_400_000) });
  expect(before).toMatchObject({ state: "finished", rows: 0, files: 0, manifest: { files: [] } });
});

test("events in files are the log in its sequence, with tags in place of members and customers", async () => {
  const { shop } = await shopOfDays();
  await shop.settle();
  await expect.poll(async () => (await shop.get("/events?limit=1000")).body.data.length).toBeGreaterThan(12);
  const log = (await shop.get("/events?limit=1000")).body.data;
  const { manifest, id } = await exported(shop, { dataset: "events" });
  const rows = (await rowsOf(shop, id)).sort((one, other) => one.sequence - other.sequence);
  const known = rows.slice(0, log.length);
  expect(
    known.map(({ eventId, sequence, type, occurredAt }) => [eventId, sequence, type, occurredAt]),
  ).toEqual(
    log.map(({ id: eventId, sequence, type, occurredAt }: Row) => [eventId, sequence, type, occurredAt]),
  );
  for (const [place, { data, type }] of known.entries()) {
    const { memberTag, customerTag, ...rest } = JSON.parse(data);
    const { memberId, customerId, ...told } = log[place].data;
    expect([type, rest]).toEqual([type, told]);
    expect([memberTag === undefined, customerTag === undefined]).toEqual([
      memberId === undefined,
      customerId === undefined,
    ]);
  }
  expect(JSON.stringify(rows)).not.toMatch(/"(?:top|seller|buyer-a)"/);
  expect(manifest.rows).toBe(rows.length);
});

test("clicks by the hour hold what each counter has of a link, whichever of them names it", async () => {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  const { number } = (await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
    .bind(shop.id)
    .first<{ number: number }>()) ?? { number: 0 };
  const promoter = 5 as PromoterRef;
  const [first, second] = [MIDNIGHT_MS - HOUR_MS, MIDNIGHT_MS];
  await env.REPORTS.batch([
    env.REPORTS.prepare(
      "INSERT INTO click_counters VALUES (?, ?, 1, 5, 7, 6, 3), (?, ?, 1, 5, 2, 2, 0)",
    ).bind(number, first, number, second),
    env.REPORTS.prepare(
      "INSERT INTO invalid_counters VALUES (?1, ?2, 1, 5, 'bot', 4), (?1, ?2, 1, 5, 'prefetch', 1), (?1, ?3, 2, 5, 'bot', 9)",
    ).bind(number, first, second),
    env.REPORTS.prepare("INSERT INTO page_counters VALUES (?, ?, 3, 5, 11, 1, 9900)").bind(number, second),
  ]);
  const rows = await rowsOf(shop, (await exported(shop, { dataset: "clicks_hourly" })).id);
  const row = (hour: number, link: number, counts: object) => ({
    hour: at(hour),
    day: dayInShanghai(at(hour)),
    linkId: linkIdOf(link),
    promoterId: promoterIdOf(promoter),
    clicks: 0,
    uniqueClicks: 0,
    invalidClicks: 0,
    invalidReasons: "{}",
    impressions: 0,
    pageviews: 0,
    reportedConversions: 0,
    reportedAmount: 0,
    ...counts,
  });
  const reasons = (of: object) => JSON.stringify(of);
  expect(rows).toEqual([
    row(first, 1, {
      clicks: 7,
      uniqueClicks: 6,
      impressions: 3,
      invalidClicks: 5,
      invalidReasons: reasons({ bot: 4, prefetch: 1 }),
    }),
    row(second, 1, { clicks: 2, uniqueClicks: 2 }),
    row(second, 2, { invalidClicks: 9, invalidReasons: reasons({ bot: 9 }) }),
    row(second, 3, { pageviews: 11, reportedConversions: 1, reportedAmount: 9_900 }),
  ]);
});
