/** A campaign's dates are versions: an order goes by those of its own time, whatever was said of them later. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const percent = (rateBps: number) => [{ level: 1, kind: "percentage", rateBps }];
const RULES = [
  { id: "all", levels: percent(1_000) },
  { id: "sale", scope: { campaignId: "sale" }, levels: percent(2_000) },
];
const MINUTE_MS = 60_000;
const fromNow = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

/** A shop whose campaign pays double, and a click that came before all that follows. */
async function withSale(startsAt: string, endsAt: string): Promise<[Shop, string]> {
  const shop = await openShop({}, RULES);
  const seller = await shop.promoter("seller");
  const made = await shop.post("/campaigns", {
    id: "sale",
    name: "A sale",
    startsAt,
    endsAt,
    budget: 1_000_000,
  });
  expect(made.status).toBe(201);
  return [shop, await shop.tap(seller)];
}

/** The next millisecond: what is told now occurs after what was told before. */
async function tick(): Promise<string> {
  const at = Date.now();
  while (Date.now() <= at + 1) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date().toISOString();
}

/** The campaign that an order belongs to, and what its promoter earns of 1,000. */
async function received(shop: Shop, orderId: string, clickToken: string, occurredAt: string) {
  const more = { clickToken, campaignId: "sale", occurredAt };
  const [result] = (await shop.order(orderId, 1_000, more)).body.results;
  return [result.campaign?.campaignId, result.commissions[0].amount, result.commissions[0].lines[0].ruleId];
}

const IN_SALE = ["sale", 200, "sale"];
const OUTSIDE = [undefined, 100, "all"];
/** The rule is for the name, and no campaign had it. */
const LABELLED = [undefined, 200, "sale"];

describe("dates that change between an order's time and its processing", () => {
  test("shortened, the order still belongs, its campaign's rule and budget included; a later one does not", async () => {
    const [shop, clickToken] = await withSale("2020-01-01T00:00:00Z", fromNow(60));
    const inside = await tick();
    await tick();
    const shortened = await shop.patch("/campaigns/sale", { endsAt: "2020-01-02T00:00:00Z" });
    expect([shortened.status, shortened.body.endsAt]).toEqual([200, "2020-01-02T00:00:00.000Z"]);
    const after = await tick();
    expect(await received(shop, "then", clickToken, inside)).toEqual(IN_SALE);
    expect(await received(shop, "now", clickToken, after)).toEqual(OUTSIDE);
    await shop.settle();
    expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 200, reserved: 0 });
    // What was decided stays: the repeat is a duplicate with the first answer.
    const again = (await shop.order("then", 1_000, { clickToken, campaignId: "sale", occurredAt: inside }))
      .body;
    expect(again.results[0]).toMatchObject({ status: "duplicate", campaign: { campaignId: "sale" } });
    const why = (await shop.get("/orders/then/explanation")).body;
    expect(JSON.stringify(why)).toContain('"campaignId":"sale"');
  });

  test("prolonged, the order of before stays outside; a later one belongs", async () => {
    const [shop, clickToken] = await withSale("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z");
    const outside = await tick();
    await tick();
    expect((await shop.patch("/campaigns/sale", { endsAt: fromNow(60) })).status).toBe(200);
    const after = await tick();
    expect(await received(shop, "then", clickToken, outside)).toEqual(OUTSIDE);
    expect(await received(shop, "now", clickToken, after)).toEqual(IN_SALE);
  });

  test("each order goes by its own version, in whatever sequence they are told", async () => {
    const [shop, clickToken] = await withSale("2020-01-01T00:00:00Z", fromNow(60));
    const first = await tick();
    await tick();
    await shop.patch("/campaigns/sale", { startsAt: fromNow(30) });
    const second = await tick();
    await tick();
    await shop.patch("/campaigns/sale", { startsAt: "2020-01-01T00:00:00Z", name: "Again" });
    const third = await tick();
    expect(await received(shop, "third", clickToken, third)).toEqual(IN_SALE);
    expect(await received(shop, "second", clickToken, second)).toEqual(OUTSIDE);
    expect(await received(shop, "first", clickToken, first)).toEqual(IN_SALE);
  });
});

test("a campaign made between an order's time and its processing leaves the order its label, rule and whole commission", async () => {
  const shop = await openShop({}, RULES);
  const clickToken = await shop.tap(await shop.promoter("seller"));
  const ended = await tick();
  const past = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2020-01-02T00:00:00Z" };
  await tick();
  expect((await shop.post("/campaigns", { id: "sale", name: "A sale", ...past, budget: 150 })).status).toBe(
    201,
  );
  expect(await received(shop, "ended", clickToken, ended)).toEqual(LABELLED);
  expect(await received(shop, "outside", clickToken, await tick())).toEqual(OUTSIDE);
  await shop.patch("/campaigns/sale", { endsAt: fromNow(60) });
  const inside = await tick();
  expect(await received(shop, "before", clickToken, ended)).toEqual(LABELLED);
  expect(await received(shop, "inside", clickToken, inside)).toEqual(["sale", 150, "sale"]);
  await shop.settle();
  expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 150, reserved: 0 });
  const before = (await shop.get("/orders/before")).body;
  expect(before.campaignId).toBe("sale");
  expect(before).not.toHaveProperty("campaign");
});

test("what an order of a campaign shows of the budget is what it asked and took, also when it asked nothing", async () => {
  const [shop, clickToken] = await withSale("2020-01-01T00:00:00Z", fromNow(60));
  const tell = async (orderId: string, amount: number, more: object) =>
    (await shop.order(orderId, amount, { campaignId: "sale", ...more })).body.results[0].campaign;
  expect(await tell("paid", 1_000, { clickToken })).toEqual({
    campaignId: "sale",
    wanted: 200,
    granted: 200,
  });
  const nothing = { campaignId: "sale", wanted: 0, granted: 0 };
  expect(await tell("nobody", 1_000, {})).toEqual(nothing);
  expect(await tell("small", 1, { clickToken })).toEqual(nothing);
  await shop.settle();
  expect((await shop.get("/campaigns/sale")).body).toMatchObject({ spent: 200, reserved: 0 });
});

const JANUARY = {
  id: "sale",
  name: "A sale",
  startsAt: "2026-01-01T00:00:00Z",
  endsAt: "2026-02-01T00:00:00Z",
};

test("the list, a read and a repeat of the making show the newest dates; a patch of the same makes no version", async () => {
  const shop = await openShop();
  expect((await shop.post("/campaigns", JANUARY)).status).toBe(201);
  const dates = { startsAt: "2026-01-05T00:00:00.000Z", endsAt: "2026-03-01T00:00:00.000Z" };
  expect((await shop.patch("/campaigns/sale", dates)).body).toMatchObject(dates);
  expect((await shop.patch("/campaigns/sale", { ...dates, name: "Renamed" })).body.name).toBe("Renamed");
  const again = await shop.post("/campaigns", JANUARY);
  expect([again.status, again.headers.get("idempotent-replay"), again.body]).toMatchObject([
    200,
    "true",
    dates,
  ]);
  expect((await shop.get("/campaigns")).body.data).toMatchObject([{ name: "Renamed", ...dates }]);
  const versions = (await currentProgram(env, shop.id))?.campaigns.get("sale")?.dates;
  expect(versions?.map(({ version }) => version)).toEqual([1, 2]);
});

test("a campaign has no more dates than LIMITS.datesPerCampaign; those that no order needs are read no more", async () => {
  const shop = await openShop();
  await shop.post("/campaigns", JANUARY);
  await datesSince(shop, Date.now() - 86_400_000);
  const over = await shop.patch("/campaigns/sale", { endsAt: "2026-04-01T00:00:00Z", budget: 5 });
  expect([over.status, over.body.code]).toEqual([409, "too_many_versions"]);
  expect((await shop.get("/campaigns/sale")).body.budget).toBe(null);
  expect((await shop.patch("/campaigns/sale", { name: "Renamed" })).status).toBe(200);
  // Two years later the same changes are none that an order could need.
  await env.CONFIG.prepare(
    `UPDATE campaign_versions SET effective_from_ms = effective_from_ms - ?1
     WHERE version > 1 AND program = (SELECT number FROM programs WHERE id = ?2)`,
  )
    .bind(2 * LIMITS.backMs, shop.id)
    .run();
  expect((await shop.patch("/campaigns/sale", { endsAt: "2026-04-01T00:00:00Z" })).status).toBe(200);
  const kept = (await currentProgram(env, shop.id))?.campaigns.get("sale")?.dates;
  expect(kept?.map(({ version }) => version)).toEqual([LIMITS.datesPerCampaign, LIMITS.datesPerCampaign + 1]);
});

/** Versions 2, 3, … up to the limit, a second apart. */
async function datesSince(shop: Shop, fromMs: number): Promise<void> {
  await env.CONFIG.prepare(
    `WITH RECURSIVE counted (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counted WHERE n < ?2)
     INSERT INTO campaign_versions (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
     SELECT number, 'sale', n, ?3 + n * 1000, 0, n FROM programs, counted WHERE id = ?1`,
  )
    .bind(shop.id, LIMITS.datesPerCampaign, fromMs)
    .run();
}
