/** Customers of a period that are kept: each counted once by a key, also of nobody, and by two readings at once. */
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../domain/kernel/duration.ts";
import { projectOrders } from "../../../../worker/read-models/order-projection.tables.ts";
import {
  readCustomers,
  readCustomersOfKeys,
} from "../../../../worker/reports/periods/period-customers.tables.ts";
import { projectingLedger } from "../../../support/projecting-ledger.ts";
import { withReports } from "../../../support/reports/stored-reports.ts";
import { ORDER, projection, START, type Told } from "../../../support/reports/told-orders.ts";

const PROGRAM = { id: "tea", timezone: "UTC" };
const period = { fromMs: START, toMs: START + 4 * DAY_MS };

async function tell(reports: D1Database, ...orders: Told[]): Promise<void> {
  await projectOrders(reports, projectingLedger(PROGRAM.id), orders.map(projection), 1);
}

test("customers of nobody are counted once, though they ordered before this day and on it", async () => {
  await withReports(async (_, reports) => {
    await tell(reports, ...[1, 3].map((day) => ({ ...ORDER, order: day, day, promoter: 0 })));
    const keeping = { nowMs: START + 3 * DAY_MS + HOUR_MS / 6, least: 1 };
    const asked = { dimension: "promoter", period, most: 50 } as const;
    for (let reading = 0; reading < 2; reading += 1) {
      const found = await readCustomersOfKeys(reports, PROGRAM, asked, ["0"], keeping);
      expect([reading, found]).toEqual([reading, new Map([["0", 1]])]);
    }
  });
});

test("of two readings at once the second leaves what the first kept", async () => {
  await withReports(async (database, reports) => {
    const period = { fromMs: START, toMs: START + 4 * DAY_MS };
    for (const day of [0, 1, 2]) await tell(reports, { ...ORDER, order: day + 1, day, customer: "c1" });
    const read = async (hours: number) =>
      await readCustomers(reports, PROGRAM, period, {
        nowMs: START + 3 * DAY_MS + (hours + 0.3) * HOUR_MS,
        least: 1,
      });
    expect(await read(2)).toBe(1);
    expect(await Promise.all([read(4), read(4)])).toEqual([1, 1]);
    expect(database.read("SELECT to_ms, stands FROM report_periods WHERE what = 'customers'")).toEqual([
      { to_ms: START + 3 * DAY_MS + 4 * HOUR_MS, stands: 1 },
    ]);
  });
});
