/** Sums of reports are compared with the orders by the reconciliation, and a repair sums anew what differs. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { randomShop } from "../../support/reports/random-shop.ts";
import { reconciled, repaired } from "../operations/reconciliations.ts";

test("a sum that differs is named, and a repair brings every report back", async () => {
  const { shop } = await randomShop(5, 12);
  const read = async () => {
    const query = "from=2026-10-01&to=2026-11-30&timezone=America/New_York";
    const reports = ["summary", "daily", "promoters", "products", "channels"];
    const answers = reports.map(async (report) => (await shop.get(`/reports/${report}?${query}`)).body);
    // How far orders have been projected goes on.
    return (await Promise.all(answers)).map((report) => ({ ...report, asOf: undefined }));
  };
  const before = await read();
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
  const change = async (statement: string) => await env.REPORTS.prepare(statement).bind(shop.id).run();
  const [day] = (
    await env.REPORTS.prepare(
      "SELECT start_ms, orders FROM report_days WHERE program_id = ? AND dimension = 'program' ORDER BY 1 LIMIT 1",
    )
      .bind(shop.id)
      .all<{ start_ms: number; orders: number }>()
  ).results;
  const firstDay = new Date(day?.start_ms ?? 0).toISOString().slice(0, 10);
  await change(
    `UPDATE report_days SET orders = orders + 5 WHERE program_id = ? AND dimension = 'program'
       AND start_ms = ${day?.start_ms}`,
  );
  await change("UPDATE report_quarters SET sales = sales + 1 WHERE program_id = ?");
  await change("DELETE FROM report_months WHERE program_id = ? AND dimension = 'promoter'");
  await change("UPDATE report_spans SET sales = sales + 7 WHERE program_id = ? AND dimension = 'product'");
  const { balanced, differences } = await reconciled(shop);
  expect(balanced).toBe(false);
  expect(differences).toContainEqual({
    kind: "orders_and_reports",
    about: `program ${firstDay}`,
    expected: day?.orders,
    found: (day?.orders ?? 0) + 5,
  });
  expect(differences.some(({ about }: { about: string }) => about.startsWith("quarter hours"))).toBe(true);
  for (const kept of ["keys in a month of product", "year of product"]) {
    expect(differences.some(({ about }: { about: string }) => about.startsWith(kept))).toBe(true);
  }
  expect(await read()).not.toEqual(before);
  expect(await repaired(shop)).toMatchObject({ balanced: true, differences: [] });
  expect(await read()).toEqual(before);
});

test("sums of orders that were never counted come with the rebuilding of the read model", async () => {
  const { shop } = await randomShop(6, 8);
  const read = async () => (await shop.get("/reports/summary?from=2026-10-01&to=2026-11-30")).body;
  const before = await read();
  // As a version before left them.
  for (const table of ["report_quarters", "report_days", "report_months"]) {
    await env.REPORTS.prepare(`DELETE FROM ${table} WHERE program_id = ?`).bind(shop.id).run();
  }
  await env.REPORTS.prepare(
    "UPDATE orders SET is_counted = NULL, shares = NULL, sold = NULL WHERE program_id = ?",
  )
    .bind(shop.id)
    .run();
  expect(await read()).toMatchObject({ orders: 0, customers: 0, sales: 0 });
  await shop.post("/projections/rebuild", {});
  await shop.settle();
  const { asOf: _, ...figures } = await read();
  expect(figures).toEqual({ ...before, asOf: undefined });
});
