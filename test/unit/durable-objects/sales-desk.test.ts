/** What promoters sold, and the tiers that follow: what was in force at a past time is never rewritten. */
import { beforeEach, expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { TierPlan } from "../../../domain/referral/tiers.ts";
import { SalesCounting } from "../../../durable-objects/account-book/sales/sales-counting.ts";
import { SalesDesk } from "../../../durable-objects/account-book/sales/sales-desk.ts";
import {
  OWED_SALES_SCHEMA,
  SALES_SCHEMA,
  SalesStorage,
} from "../../../durable-objects/account-book/sales/sales-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const PROMOTER = promoterRefOf(1, 0);
const PLAN: TierPlan = {
  tiers: [
    { name: "bronze", fromSales: amountMinor(0) },
    { name: "silver", fromSales: amountMinor(1_000) },
    { name: "gold", fromSales: amountMinor(5_000) },
  ],
  review: "never",
};

let storage: SalesStorage;
let desk: SalesDesk;

beforeEach(() => {
  storage = new SalesStorage(memorySql([...SALES_SCHEMA, ...OWED_SALES_SCHEMA]));
  desk = new SalesDesk(storage);
  learn(1, PLAN);
});

function learn(version: number, plan: TierPlan, nowMs = 0): boolean {
  return desk.learn({ version, effectiveFromMs: version * 1_000, plan, timezone: "UTC" }, nowMs);
}

function sell(change: number, month: string, nowMs: number, sender = "ledger"): void {
  const rows = [{ type: "sales", seq: 1, promoter: PROMOTER, month, change } as const];
  const counting = new SalesCounting(storage, sender, rows, nowMs);
  for (const row of rows) counting.count(row);
  counting.commit();
}

function at(atMs: number, month = "2026-11") {
  const [answer] = desk.answer([{ promoter: PROMOTER, month, atMs }]);
  return answer;
}

function reviewAll(nowMs: number): void {
  while (desk.review(nowMs));
}

test("a sale raises a tier for orders from then on, and for none before", () => {
  sell(1_000, "2026-11", 500);
  expect(at(499)?.tier).toBeNull();
  expect(at(500)?.tier).toBe("silver");
});

test("a change of tier is never dated before the one before it, though the clock went back", () => {
  desk.set(PROMOTER, "gold", 9_000);
  desk.set(PROMOTER, "bronze", 4_000);
  const [last, first] = desk.history(PROMOTER, Number.MAX_SAFE_INTEGER, 2);
  expect([last?.tier, last?.fromMs, first?.fromMs]).toEqual(["bronze", 9_000, 9_000]);
  // What was in force between is not rewritten.
  expect(at(8_999)?.tier).toBeNull();
  expect(at(9_000)?.tier).toBe("bronze");
});

test("a refund is taken off in the month of its order, and lowers no tier", () => {
  sell(1_000, "2026-10", 100);
  sell(700, "2026-11", 200);
  sell(-600, "2026-10", 300);
  expect(at(400, "2026-10")).toEqual({ lifetimeSales: 1_100, monthSales: 400, tier: "silver" });
  expect(at(400, "2026-11")).toEqual({ lifetimeSales: 1_100, monthSales: 700, tier: "silver" });
  sell(-400, "2026-10", 500);
  expect(at(600, "2026-10")).toEqual({ lifetimeSales: 700, monthSales: 0, tier: "silver" });
});

test("a refund raises no tier, though an operator had lowered it", () => {
  sell(6_000, "2026-11", 100);
  desk.set(PROMOTER, "bronze", 200);
  sell(-500, "2026-11", 300);
  expect(at(400)?.tier).toBe("bronze");
  sell(1, "2026-11", 500);
  expect(at(600)?.tier).toBe("gold");
});

test("a plan that comes late, after a newer one, changes nothing", () => {
  expect(learn(3, { ...PLAN, tiers: PLAN.tiers.slice(0, 2) })).toBe(true);
  expect(learn(2, PLAN)).toBe(false);
  expect(storage.plan()?.plan.tiers).toHaveLength(2);
});

test("new tiers raise promoters at once, and lower none before a review", () => {
  sell(1_000, "2026-11", 100);
  const dearer = PLAN.tiers.map((tier) => ({ ...tier, fromSales: amountMinor(tier.fromSales * 2) }));
  learn(2, { tiers: dearer, review: "monthly" }, 200);
  reviewAll(200);
  expect(at(300)?.tier).toBe("silver");
  const cheaper = PLAN.tiers.map((tier) => ({ ...tier, fromSales: amountMinor(tier.fromSales / 10) }));
  learn(3, { tiers: cheaper, review: "monthly" }, 400);
  reviewAll(400);
  expect(at(500)?.tier).toBe("gold");
  learn(4, { tiers: dearer, review: "monthly" }, 600);
  reviewAll(600);
  expect(at(700)?.tier).toBe("gold");
  // The review of the next month lowers it.
  const nextMonth = Date.UTC(1970, 1, 1);
  reviewAll(nextMonth);
  expect(at(nextMonth)?.tier).toBe("bronze");
  expect(at(nextMonth - 1)?.tier).toBe("gold");
});
