/** What reports count order by order, and link by link, has a bound. */
import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { countedCustomers, linkCustomers } from "../../../../worker/reports/keyed/counted-customers.ts";
import type { Source } from "../../../../worker/reports/keyed/keyed-report.ts";
import { linksOfPromoter } from "../../../../worker/reports/keyed/report-links.tables.ts";
import { databaseBinding, StoredDatabase } from "../../../simulation/platform/stored-database.ts";

function opened(name: "REPORTS" | "LINKS") {
  const database = new StoredDatabase(name);
  return { database, binding: databaseBinding(async (statements) => database.run(statements)) };
}

test("of more orders than a report goes through, customers by key are not told", async () => {
  const { database, binding } = opened("REPORTS");
  try {
    for (const order of [1, 2]) {
      database.read(`INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount,
          customer_id, state, under_review, basis, updated_at_ms, channel, link, is_counted, shares)
        VALUES ('tea', 'o${order}', 1, ${order}, 1, 0, 'c1', 'held', 0, 'touch', 1, 'social', ${order === 1 ? 5 : null}, 1, '[[7,1,1,0,0]]')`);
    }
    const period = { fromMs: 0, toMs: 10, timezone: "UTC" };
    const source = { env: { REPORTS: binding }, program: { id: "tea" }, period } as unknown as Source;
    const most = LIMITS.ordersCountedByKey - (LIMITS.ordersCountedByKey - 2);
    expect(await countedCustomers("channel", most)(source, ["social"])).toEqual(new Map([["social", 1]]));
    expect(await countedCustomers("channel", most - 1)(source, ["social"])).toBe(null);
    expect(await linkCustomers(most)(source, ["5", "", "6"])).toEqual(
      new Map([
        ["5", 1],
        ["", 1],
      ]),
    );
    expect(await linkCustomers(most - 1)(source, ["5", ""])).toBe(null);
    expect(await linkCustomers(most - 1)(source, ["5"])).toEqual(new Map([["5", 1]]));
  } finally {
    database.close();
  }
});

test("of a promoter's links its own report has the newest", async () => {
  const { database, binding } = opened("LINKS");
  try {
    for (const [number, promoter] of [
      [1, 7],
      [2, 7],
      [3, 8],
      [4, 7],
    ]) {
      database.read(`INSERT INTO links (number, slug, program_id, promoter, destination, created_at_ms)
        VALUES (${number}, 's${number}', 'tea', ${promoter}, 'https://shop.example/', 1)`);
    }
    const own = async (limit: number) => await linksOfPromoter(binding, "tea", 7 as PromoterRef, limit);
    expect(await own(LIMITS.linksInOwnReport)).toEqual([1, 2, 4]);
    expect(await own(LIMITS.linksInOwnReport - (LIMITS.linksInOwnReport - 2))).toEqual([2, 4]);
  } finally {
    database.close();
  }
});
