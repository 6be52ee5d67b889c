/** A clock that is behind stored times is noticed, and no change of rules waits for a wrong one in silence. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { batchIdFloor } from "../../../domain/tracking/event-batch.ts";
import { checkClock } from "../../../worker/deployment/check-clock.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { type WatchedLog, watchLog } from "../../support/vitest/watch-log.ts";

const MONTH_MS = 30 * 86_400_000;
let log: WatchedLog;

beforeEach(() => {
  log = watchLog();
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function saidAt(nowMs: number): Promise<string[]> {
  log.clear();
  await checkClock(env, nowMs);
  return log.told("clock_behind").map(({ event }) => event);
}

/** Moves the newest versions of a program into the future, as a clock that was ahead would have made them. */
async function aheadBy(path: string, table: string, aheadMs: number): Promise<void> {
  const id = path.split("/").at(-1);
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      `UPDATE ${table} SET effective_from_ms = ? WHERE program = (SELECT number FROM programs WHERE id = ?)
       AND version = (SELECT max(version) FROM ${table} WHERE program = (SELECT number FROM programs WHERE id = ?))`,
    ).bind(Date.now() + aheadMs, id, id),
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(id),
  ]);
}

test("a clock behind the newest stored time is said; a minute is no matter", async () => {
  const { path } = await newProgram();
  const nowMs = Date.now();
  expect(await saidAt(nowMs)).toEqual([]);
  expect(await saidAt(nowMs - LIMITS.tokenGraceMs + 5_000)).toEqual([]);
  expect(await saidAt(nowMs - LIMITS.tokenGraceMs - 60_000)).toEqual(["clock_behind"]);
  await aheadBy(path, "settings_versions", MONTH_MS);
  expect(await saidAt(nowMs)).toEqual(["clock_behind"]);
  await aheadBy(path, "settings_versions", 0);
  expect(await saidAt(Date.now())).toEqual([]);
  const id = `${batchIdFloor(nowMs + MONTH_MS)}00000000000000000000`;
  await env.REPORTS.prepare("INSERT INTO counted_batches (batch_id) VALUES (?)").bind(id).run();
  expect(await saidAt(nowMs)).toEqual(["clock_behind"]);
  await env.REPORTS.prepare("DELETE FROM counted_batches WHERE batch_id = ?").bind(id).run();
});

const RULES = (rateBps: number) => ({
  rules: [{ id: "all", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps }] }],
});
const TIERS = (fromSales: number) => ({
  tiers: [
    { name: "bronze", fromSales: 0 },
    { name: "gold", fromSales },
  ],
});

test.each([
  ["rules", "rule_versions", "PUT", "/commission-rules", RULES(100), RULES(200)],
  ["tiers", "tier_versions", "PUT", "/tiers", TIERS(100), TIERS(200)],
  [
    "settings",
    "settings_versions",
    "PATCH",
    "",
    { settlement: { holdPeriod: "P1D" } },
    { settlement: { holdPeriod: "P2D" } },
  ],
])(
  "%s behind a version of the future are refused with its time, unless the caller lets them wait",
  async (_, table, method, below, first, second) => {
    const { path } = await newProgram();
    expect((await call(method, `${path}${below}`, { body: first })).status).toBe(200);
    await aheadBy(path, table, MONTH_MS);
    const refused = await call(method, `${path}${below}`, { body: second });
    expect([refused.status, refused.body.code]).toEqual([409, "version_in_future"]);
    expect(refused.body.detail).toMatch(/takes effect at \d{4}-/);
    const waits = await call(method, `${path}${below}?mayWait=true`, { body: second });
    expect(waits.status).toBe(200);
    await aheadBy(path, table, 0);
  },
);

test("a version within the five minutes that clocks may differ asks nobody", async () => {
  const { path } = await newProgram();
  await call("PUT", `${path}/commission-rules`, { body: RULES(100) });
  await aheadBy(path, "rule_versions", LIMITS.aheadMs - 60_000);
  expect((await call("PUT", `${path}/commission-rules`, { body: RULES(200) })).status).toBe(200);
  await aheadBy(path, "rule_versions", 0);
});

test("dates of a campaign, and the campaign of a link, wait for no future in silence", async () => {
  const { id, path } = await newProgram();
  const dates = { startsAt: "2027-03-01T00:00:00Z", endsAt: "2027-04-01T00:00:00Z" };
  for (const campaign of ["spring", "autumn"]) {
    await call("POST", `${path}/campaigns`, { body: { id: campaign, name: "Sale", ...dates } });
  }
  await env.CONFIG.prepare(
    `UPDATE campaign_versions SET effective_from_ms = ?
     WHERE campaign = 'spring' AND program = (SELECT number FROM programs WHERE id = ?)`,
  )
    .bind(Date.now() + MONTH_MS, id)
    .run();
  const moved = { endsAt: "2027-05-01T00:00:00Z" };
  const campaign = await call("PATCH", `${path}/campaigns/spring`, { body: moved });
  expect([campaign.status, campaign.body.code]).toEqual([409, "version_in_future"]);
  expect((await call("PATCH", `${path}/campaigns/spring?mayWait=true`, { body: moved })).status).toBe(200);
  expect((await call("PATCH", `${path}/campaigns/spring`, { body: { name: "Spring" } })).status).toBe(200);

  const promoter = await call("POST", `${path}/promoters`, { body: { memberId: "wei" } });
  const body = {
    promoterId: promoter.body.id,
    destination: "https://shop.example/tea",
    campaignId: "spring",
  };
  const link = await call("POST", `${path}/links`, { body });
  const linkPath = `${path}/links/${link.body.id}`;
  expect((await call("PATCH", linkPath, { body: { campaignId: "autumn" } })).status).toBe(200);
  const { meta } = await env.LINKS.prepare(
    `UPDATE link_campaign_versions SET effective_from_ms = ?
     WHERE version = 2 AND link = (SELECT number FROM links WHERE slug = ?)`,
  )
    .bind(Date.now() + MONTH_MS, link.body.slug)
    .run();
  expect(meta.changes).toBe(1);
  const back = await call("PATCH", linkPath, { body: { campaignId: "spring" } });
  expect([back.status, back.body.code]).toEqual([409, "version_in_future"]);
  expect((await call("PATCH", `${linkPath}?mayWait=true`, { body: { campaignId: "spring" } })).status).toBe(
    200,
  );
});
