/** Sums of a program come back month by month, however often the work breaks off and whichever message comes twice. */
import { expect, test } from "vitest";
import { readPage } from "../../../../worker/reports/periods/period-sums.tables.ts";
import {
  differencesOfMonth,
  rebuildMonth,
  reportedMonths,
} from "../../../../worker/reports/report-check.tables.ts";
import {
  type OrderProjection,
  projectOrders,
} from "../../../../worker/read-models/order-projection.tables.ts";
import {
  monthsWaiting,
  startSums,
  type SumsMessage,
  sumOn,
} from "../../../../worker/reports/rebuild-sums.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";

const MONTHS = [7, 8, 9].map((month) => Date.UTC(2026, month, 12));

function order(atMs: number, place: number): OrderProjection {
  const sums = { sales: 1_000, refunded: 0, commission: 100 };
  return {
    orderId: `o${place}`,
    version: 1,
    occurredAtMs: atMs,
    amount: 1_000,
    reversedAmount: 0,
    customerId: "c1",
    state: "held",
    underReview: false,
    basis: "touch",
    credited: {
      promoter: 300,
      buyer: null,
      isNewCustomer: place === 0,
      clickToOrderMs: 9,
      clickNetwork: null,
      isClickUnasked: null,
      isCreditTaken: false,
    },
    riskCodes: [],
    kept: 100,
    facts: {
      campaignId: null,
      link: 3,
      channel: "social",
      tier: "gold",
      path: "social",
      currency: "CNY",
      cohort: null,
      opensCohort: 0,
      shares: [{ promoter: 300, orders: 1, ...sums }],
      sold: [{ productId: "tea", categoryId: "drinks", ...sums }],
    },
    commissions: [],
  };
}

test("a month is summed anew for each message, the next one is noted, and the last one ends it", async () => {
  await withReports(async (database, reports) => {
    const sent: SumsMessage[] = [];
    const jobs = { send: async (message: SumsMessage) => await Promise.resolve(void sent.push(message)) };
    const env = { REPORTS: reports, JOBS: jobs } as unknown as Pick<Env, "REPORTS" | "JOBS">;
    await projectOrders(reports, projectingLedger("tea"), MONTHS.map(order), 1);
    database.read("UPDATE report_days SET sales = sales + 1");
    database.read("DELETE FROM report_customers");
    const wrong = async () => {
      const months = await reportedMonths(reports, "tea");
      const found = await Promise.all(
        months.map(async (month) => await differencesOfMonth(reports, "tea", month, 1)),
      );
      return found.filter((differences) => differences.length > 0).length;
    };
    expect(await wrong()).toBe(3);
    await startSums(env, "tea");
    const left = [await monthsWaiting(env, "tea")];
    for (let message = sent.shift(); message !== undefined; message = sent.shift()) {
      await sumOn(env, message, 0);
      left.push(await monthsWaiting(env, "tea"));
    }
    expect(left).toEqual([3, 2, 1, 0, 0]);
    expect(await wrong()).toBe(0);
    // One that comes again, or of a program without orders, finds nothing to do.
    await sumOn(env, { kind: "report_sums", program: "tea" });
    await startSums(env, "rice");
    expect([sent.length, await monthsWaiting(env, "rice")]).toEqual([0, 0]);
  });
});

test("what was kept of a year whose sums were wrong ends with the month that sums the year anew", async () => {
  await withReports(async (database, reports) => {
    const year = Array.from({ length: 12 }, (_, month) => order(Date.UTC(2025, month, 12), month));
    await projectOrders(reports, projectingLedger("tea"), year, 1);
    const period = { fromMs: Date.UTC(2025, 0), toMs: Date.UTC(2025, 10) };
    const sales = async () => {
      const program = { id: "tea", timezone: "UTC" };
      const page = { by: "sales", descending: true, limit: 1 } as const;
      const keeping = { nowMs: Date.UTC(2026, 6), least: 1 };
      const rows = await readPage(reports, program, { dimension: "promoter", period }, page, keeping);
      return rows.map((row) => row.sales);
    };
    database.read("UPDATE report_spans SET sales = sales + 7 WHERE months = 12");
    expect([await sales(), await sales()]).toEqual([[10_007], [10_007]]);
    await rebuildMonth(reports, "tea", { fromMs: Date.UTC(2025, 11), toMs: Date.UTC(2026, 0) });
    expect(await sales()).toEqual([10_000]);
  });
});
