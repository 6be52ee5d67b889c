/** Teams by level and cohorts of customers, as a merchant and a promoter ask for them. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { teamLevels } from "../../../worker/reports/teams/team.ts";
import { openShop, request } from "../../support/shop.ts";

test("a team's levels are those of the tree, and a promoter's token asks for its own alone", async () => {
  const shop = await openShop();
  const [top, middle, low] = await shop.line("top", "middle", "low");
  const other = await shop.promoter("other");
  for (const [place, promoter] of [top, middle, low, other].entries()) {
    await shop.coupon(`C${place}`, promoter);
    await shop.order(`o${place}`, 1_000 * (place + 1), { couponCode: `C${place}`, customerId: `c${place}` });
  }
  await shop.event("o2", "refunded", "r", { amount: 600 });
  await shop.settle();
  const levels = async (query: string) => (await shop.get(`/reports/teams?${query}`)).body;
  const whole = [
    // 10 % of its own 1,000, 5 % of 2,000, and 2 % of the 2,400 that are left of 3,000.
    { level: 0, promoters: 1, orders: 1, newCustomers: 1, sales: 1_000, refunded: 0, commission: 248 },
    { level: 1, promoters: 1, orders: 1, newCustomers: 1, sales: 2_000, refunded: 0, commission: 320 },
    { level: 2, promoters: 1, orders: 1, newCustomers: 1, sales: 3_000, refunded: 600, commission: 240 },
  ];
  expect(await levels(`promoterId=${top.id}`)).toMatchObject({ promoterId: top.id, data: whole });
  expect((await levels(`promoterId=${top.id}&depth=1`)).data).toEqual(whole.slice(0, 2));
  expect((await levels(`promoterId=${top.id}&from=2026-01-01&to=2026-01-31`)).data).toMatchObject([
    { level: 0, orders: 0 },
    { level: 1, sales: 0 },
    { level: 2, commission: 0 },
  ]);
  const token = (await shop.post(`/promoters/${middle.id}/tokens`, {})).body.token as string;
  const own = async (query: string) =>
    await request("GET", `/v1/programs/${shop.id}/reports/teams${query}`, { token });
  expect((await own("")).body).toMatchObject({ promoterId: middle.id, data: [{ level: 0 }, { level: 1 }] });
  expect((await own(`?promoterId=${top.id}`)).status).toBe(404);
  expect((await shop.get("/reports/teams")).status).toBe(422);
  expect((await shop.get("/reports/teams?promoterId=pr_zzzz")).status).toBe(404);
  expect((await shop.get(`/reports/teams.csv?promoterId=${top.id}`)).body).toBe(
    "level,promoters,orders,newCustomers,sales,refunded,commission\r\n" +
      "0,1,1,1,1000,0,248\r\n1,1,1,1,2000,0,320\r\n2,1,1,1,3000,600,240\r\n",
  );
  // Who was moved away takes its sales along.
  await shop.put(`/promoters/${low.id}/upline`, { uplineMemberId: "other", reason: "moved" });
  expect((await levels(`promoterId=${top.id}`)).data).toEqual(whole.slice(0, 2));
});

test("customers are of the month of their first order in the program's zone, and stay there", async () => {
  const shop = await openShop({ timezone: "Asia/Shanghai" });
  const seller = await shop.promoter("seller");
  await shop.coupon("TEA", seller);
  const sell = async (orderId: string, customerId: string, occurredAt: string) =>
    await shop.order(orderId, 1_000, { couponCode: "TEA", occurredAt, customerId });
  // The first hours of October in Shanghai are still September elsewhere.
  await sell("o1", "anna", "2026-09-30T15:59:59Z");
  await sell("o2", "ben", "2026-09-30T16:00:00Z");
  await sell("o3", "anna", "2026-11-02T00:00:00Z");
  await sell("o4", "anna", "2026-11-03T00:00:00Z");
  await sell("o5", "cleo", "2026-10-09T00:00:00Z");
  await shop.order("o6", 500, { couponCode: "TEA", occurredAt: "2026-10-09T00:00:00Z" });
  await shop.event("o4", "refunded", "r", { amount: 400 });
  await shop.settle();
  const { body } = await shop.get("/reports/cohorts?from=2026-09-01&to=2026-11-30");
  const month = (of: string, monthsAfter: number, orders: number, refunded: number, ltv: number) => ({
    month: of,
    monthsAfter,
    orders,
    sales: 1_000 * orders,
    refunded,
    commission: (1_000 * orders - refunded) / 10,
    ltv,
  });
  expect(body.data).toEqual([
    {
      cohort: "2026-09",
      customers: 1,
      months: [month("2026-09", 0, 1, 0, 1_000), month("2026-11", 2, 2, 400, 2_600)],
    },
    { cohort: "2026-10", customers: 2, months: [month("2026-10", 0, 2, 0, 1_000)] },
  ]);
  expect((await shop.get("/reports/cohorts?from=2026-10-31&to=2026-11-30")).body.data).toMatchObject([
    { cohort: "2026-10" },
  ]);
  expect((await shop.get("/reports/cohorts.csv?from=2026-09-01&to=2026-09-30")).body).toBe(
    "cohort,customers,month,monthsAfter,orders,sales,refunded,commission,ltv\r\n" +
      "2026-09,1,2026-09,0,1,1000,0,100,1000\r\n2026-09,1,2026-11,2,2,2000,400,160,2600\r\n",
  );
  expect((await shop.get("/reports/cohorts?timezone=UTC")).status).toBe(422);
});

test("a team that is larger than a report sums is refused, and a narrower depth is not", async () => {
  const shop = await openShop();
  const [top] = await shop.line("top", "middle", "low");
  const program = await currentProgram(env, shop.id, "proved");
  if (program === null) throw new Error("the program is there");
  const source = { env, program, period: { fromMs: 0, toMs: 1, timezone: "UTC" } };
  const ref = parsePromoterId(top.id) as PromoterRef;
  const few = LIMITS.teamInReport - (LIMITS.teamInReport - 1);
  await expect(teamLevels(source, ref, 2, few)).rejects.toMatchObject({ code: "invalid_parameter" });
  expect(await teamLevels(source, ref, 1, few)).toHaveLength(2);
});
