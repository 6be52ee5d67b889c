/** Alerts as a merchant reads them: raised by what came in, with their evidence, said in the log, and closed by themselves. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { hoursNeeded, type Totals } from "../../../domain/alerts/alerts.ts";
import { lookForAlerts } from "../../../worker/alerts/look-for-alerts.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { keepTotals } from "../../../worker/alerts/totals.tables.ts";
import { countRows } from "../../support/storage/rows-read.ts";
import { eventsOf } from "../../support/notifications/events.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import { QUIET, totalsOf } from "../../support/reports/quiet-program.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nowHour = Math.floor(Date.now() / HOUR_MS);

/** Ten weeks of a program, as the service would have written them, up to an hour. */
async function giveTotals(shop: Shop, lastHour: number, fault?: { clicks?: number }): Promise<void> {
  const hours = 70 * 24;
  const planted = fault === undefined ? {} : { fault: { fromHour: hours - 8, toHour: hours, ...fault } };
  const totals = totalsOf({ ...QUIET, clicksADay: 20_000 }, { hours, seed: 5, ...planted });
  const rows = totals.map((one): Totals => ({ ...one, hour: one.hour + lastHour - hours + 1 }));
  await env.REPORTS.prepare(
    `INSERT OR REPLACE INTO alert_totals (program_id, hour, clicks, orders, sales, refunded, commission) SELECT ?1, value ->> 'hour', value ->> 'clicks', value ->> 'orders', value ->> 'sales',
       value ->> 'refunded', value ->> 'commission' FROM json_each(?2)`,
  )
    .bind(shop.id, JSON.stringify(rows))
    .run();
}

/** Looks at this program alone, and answers what it sends on. */
async function judge(shop: Shop, hour: number): Promise<unknown[]> {
  const sent: unknown[] = [];
  const jobs = { send: async (message: unknown) => void sent.push(message) };
  const own = { ...env, JOBS: jobs as unknown as Env["JOBS"] };
  await lookForAlerts(own, { kind: "alerts", hour, after: shop.id.slice(0, -1) }, 1);
  return sent;
}

const alertsOf = async (shop: Shop, query = "") => (await shop.get(`/alerts${query}`)).body.data;
const saidOf = async (shop: Shop) =>
  (await eventsOf(shop)).filter(({ type }) => type.startsWith("alert.")).map(({ type }) => type);

test("clicks that stay away are one alert with its evidence, which is said, and closes by itself", async () => {
  const shop = await openShop();
  await giveTotals(shop, nowHour, { clicks: 0.2 });
  await judge(shop, nowHour);
  await judge(shop, nowHour);
  const [alert, ...others] = (await alertsOf(shop, "?state=open")).filter(
    ({ kind }: { kind: string }) => kind === "clicks",
  );
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ source: null, direction: "below", state: "open", closedAt: null });
  expect(alert.observed).toBeLessThan(alert.expected / 2);
  expect(alert.evidence).toMatchObject({ windowHours: 6, score: expect.any(Number) });
  expect(alert.evidence.earlierWeeks).toHaveLength(8);
  expect(alert.evidence.score).toBeLessThan(-3.5);
  expect((await shop.get(`/alerts/${alert.id}`)).body).toEqual(alert);
  await expect.poll(async () => await saidOf(shop)).toContain("alert.raised");
  const raised = (await eventsOf(shop)).find(({ type }) => type === "alert.raised");
  expect(raised?.data).toMatchObject({ kind: expect.any(String), source: null, direction: "below" });
  // All is as it was.
  await giveTotals(shop, nowHour + 1);
  await judge(shop, nowHour + 1);
  expect(await alertsOf(shop, "?state=open")).toEqual([]);
  expect((await shop.get(`/alerts/${alert.id}`)).body).toMatchObject({
    state: "closed",
    closedAt: expect.any(String),
  });
  await expect.poll(async () => await saidOf(shop)).toContain("alert.resolved");
});

test("taps in WeChat that stay away are an alert that says what to do, whatever other taps do", async () => {
  const shop = await openShop();
  const program = await currentProgram(env, shop.id);
  const give = async (hours: readonly number[], clicks: number) =>
    await env.REPORTS.prepare(
      `INSERT OR REPLACE INTO click_hours (program, start_ms, kind, clicks, unique_clicks)
       SELECT ?1, value * 3600000, 'wechat', ?3, ?3 FROM json_each(?2)`,
    )
      .bind(program?.number, JSON.stringify(hours), clicks)
      .run();
  const past = Array.from({ length: 60 * 24 }, (_, back) => nowHour - 8 - back);
  await give(past, 20);
  const last = Array.from({ length: 8 }, (_, back) => nowHour - back);
  await give(last, 12);
  await judge(shop, nowHour);
  // Fewer, but not as few as where a host is blocked.
  expect(await alertsOf(shop)).toEqual([]);
  await give(last, 1);
  await judge(shop, nowHour);
  expect(await alertsOf(shop)).toMatchObject([
    {
      kind: "wechat_clicks",
      direction: "below",
      state: "open",
      observed: 6,
      expected: 120,
      advice: expect.stringContaining("shareOrigin"),
    },
  ]);
  await give(last, 20);
  await judge(shop, nowHour);
  expect(await alertsOf(shop)).toMatchObject([{ kind: "wechat_clicks", state: "closed" }]);
});

test("a source that fell silent is an alert while it has a secret, and one whose webhooks are unusable too", async () => {
  const shop = await openShop();
  const rows = Array.from({ length: 40 * 24 }, (_, back) => nowHour - 24 - back);
  const give = async (source: string, hours: readonly number[], unusable: number) =>
    await env.REPORTS.prepare(
      `INSERT OR REPLACE INTO source_hours (program_id, source, hour, received, unusable)
       SELECT ?1, ?2, value, 20, ?4 FROM json_each(?3)`,
    )
      .bind(shop.id, source, JSON.stringify(hours), unusable)
      .run();
  await give("standard", rows, 0);
  // Nobody set this one up, or its secrets were taken away.
  await give("shopify", rows, 0);
  await judge(shop, nowHour);
  expect(await alertsOf(shop)).toMatchObject([
    { kind: "source_silent", source: "standard", state: "open", observed: 0, evidence: { silentHours: 23 } },
  ]);
  await give("standard", [nowHour, nowHour + 1], 15);
  await judge(shop, nowHour + 1);
  expect(await alertsOf(shop)).toMatchObject([
    { kind: "unusable_webhooks", source: "standard", state: "open", observed: 30, expected: 0 },
    { kind: "source_silent", state: "closed" },
  ]);
  // Fewer than would open it keep it open, so that it does not come and go.
  await give("standard", [nowHour, nowHour + 1], 1);
  await judge(shop, nowHour + 1);
  expect(await alertsOf(shop)).toMatchObject([{ kind: "unusable_webhooks", state: "open" }, {}]);
  await give("standard", [nowHour, nowHour + 1], 0);
  await judge(shop, nowHour + 1);
  expect(await alertsOf(shop)).toMatchObject([{ kind: "unusable_webhooks", state: "closed" }, {}]);
});

test("an hour is written once, as it is known then, and a chain of messages goes through all programs", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await shop.coupon("TEA", seller);
  await shop.order("o1", 5_000, { couponCode: "TEA", customerId: "c1" });
  await shop.settle();
  const program = await currentProgram(env, shop.id, "proved");
  if (program === null) throw new Error("the program is there");
  const counted = async (hour: number, n: number) =>
    await env.REPORTS.batch(
      [HOUR_MS, 24 * HOUR_MS].map((span) =>
        env.REPORTS.prepare(
          `INSERT INTO ${span === HOUR_MS ? "click_hours" : "click_days"} (program, start_ms, kind, clicks, unique_clicks)
           VALUES (?, ?, 'direct', ?, 1) ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks`,
        ).bind(program.number, Math.floor((hour * HOUR_MS) / span) * span, n),
      ),
    );
  await counted(nowHour, 7);
  // The hour has ended: what comes by now is of the next one.
  await counted(nowHour + 1, 2);
  const whole = { hour: nowHour, clicks: 7, orders: 1, sales: 5_000, refunded: 0, commission: 500 };
  expect(await keepTotals(env.REPORTS, program, nowHour, hoursNeeded(nowHour))).toEqual([whole]);
  await shop.event("o1", "refunded", "r", { amount: 1_000 });
  await shop.settle();
  expect(await keepTotals(env.REPORTS, program, nowHour, hoursNeeded(nowHour))).toEqual([whole]);
  // Clicks that were counted late are in the total of the hour in which they are known.
  await counted(nowHour - 5, 4);
  const next = await keepTotals(env.REPORTS, program, nowHour + 1, [nowHour, nowHour + 1]);
  expect(next.map(({ clicks }) => clicks)).toEqual([7, 13]);
  expect(await judge(shop, nowHour)).toEqual([{ kind: "alerts", hour: nowHour, after: shop.id }]);
});

test("an hour reads a month of days, of a program with two years of them as well", async () => {
  const shop = await openShop();
  const program = await currentProgram(env, shop.id, "proved");
  if (program === null) throw new Error("the program is there");
  const today = Math.floor((nowHour * HOUR_MS) / DAY_MS) * DAY_MS;
  const give = async (days: number, backFrom: number, kinds: readonly string[]) =>
    await env.REPORTS.prepare(
      `INSERT INTO click_days (program, start_ms, kind, clicks, unique_clicks)
       SELECT ?1, ?2 - day.value * 86400000, kind.value, 10, 1 FROM json_each(?3) AS day CROSS JOIN json_each(?4) AS kind
       WHERE true ON CONFLICT DO UPDATE SET clicks = clicks + excluded.clicks`,
    )
      .bind(
        program.number,
        today,
        JSON.stringify(Array.from({ length: days }, (_, back) => backFrom + back)),
        JSON.stringify(kinds),
      )
      .run();
  await give(730, 0, ["direct", "social", "website", "impression", "bot"]);
  await env.REPORTS.prepare(
    `INSERT INTO report_months (program_id, dimension, key, start_ms, orders, new_customers, sales, refunded, commission)
     SELECT ?1, 'program', '', value, 1, 0, 100, 0, 10 FROM json_each(?2)`,
  )
    .bind(shop.id, JSON.stringify(Array.from({ length: 24 }, (_, month) => month)))
    .run();
  const { db, take } = countRows(env.REPORTS);
  const keep = async (hour: number) => (await keepTotals(db, program, hour, [hour])).at(-1)?.clicks;
  // What nothing is known of is summed once.
  expect(await keep(nowHour - 1)).toBe(730 * 30);
  expect(take()).toBeGreaterThan(730 * 5);
  expect(await keep(nowHour)).toBe(730 * 30);
  // 32 days of five kinds, some with a look at the list of channels, and 24 months.
  const rows = take();
  expect(rows).toBeGreaterThan(32 * 5);
  expect(rows).toBeLessThan(32 * 5 * 2 + 24 + 50);
  // Days that end are carried; what is counted late is known, up to a month back.
  await give(1, 20, ["direct"]);
  await give(1, 40, ["direct"]);
  expect(await keep(nowHour + 24)).toBe(730 * 30 + 10);
  await give(1, 31, ["direct"]);
  expect(await keep(nowHour + 48)).toBe(730 * 30 + 10);
  expect(take()).toBeLessThan(2 * (33 * 5 * 2 + 24 + 50));
});

test("bad input is refused, and promoters see nothing of it", async () => {
  const shop = await openShop();
  expect(await shop.get("/alerts/al_zz")).toMatchObject({ status: 404, body: { code: "unknown_alert" } });
  expect((await shop.get("/alerts/x")).status).toBe(404);
  for (const path of ["/alerts?state=all", "/alerts?limit=201", "/alerts?cursor=x"]) {
    expect([path, (await shop.get(path)).status]).toEqual([path, 422]);
  }
  const seller = await shop.promoter("seller");
  const { token } = (await shop.post(`/promoters/${seller.id}/tokens`, {})).body;
  expect((await request("GET", `/v1/programs/${shop.id}/alerts`, { token })).status).toBe(404);
});
