/** Mistakes in what promoters sold, and in the tiers that they have by it. */
import type { Mutant } from "../mutant.ts";

const TIERS = "domain/referral/tiers.ts";
const TIERS_TEST = "test/unit/domain/referral/tiers-and-related-buyers.test.ts";
const DESK = "durable-objects/account-book/sales/sales-desk.ts";
const COUNTING = "durable-objects/account-book/sales/sales-counting.ts";
const DESK_TEST = "test/unit/durable-objects/sales-desk.test.ts";

export const TIER: readonly Mutant[] = [
  {
    name: "R1 a review lowers an operator's tier",
    file: TIERS,
    replaces: `present.cause === "operator" &&`,
    by: `present.cause !== "operator" &&`,
    foundBy: [TIERS_TEST],
  },
  {
    name: "R2 a change of tier is dated before the one before it",
    file: COUNTING,
    replaces: "fromMs: Math.max(nowMs, last?.fromMs ?? 0)",
    by: "fromMs: nowMs",
    foundBy: [DESK_TEST],
  },
  {
    name: "R3 a refund is taken off in another month",
    file: COUNTING,
    replaces: "count({ promoter, month, change }: SalesRow): void {",
    by: `count({ promoter, month: told, change }: SalesRow): void {
    const month = change < 0 ? new Date(this.#nowMs).toISOString().slice(0, 7) : told;`,
    foundBy: [DESK_TEST],
  },
  {
    name: "a tier begins above its sales",
    file: TIERS,
    replaces: "tier.fromSales <= sales",
    by: "tier.fromSales < sales",
    foundBy: [TIERS_TEST],
  },
  {
    name: "sales lower a tier at once",
    file: TIERS,
    replaces: "rankOf(plan, earned) > rankOf(plan, present) ? earned : undefined",
    by: "earned === present ? undefined : earned",
    foundBy: [TIERS_TEST],
  },
  {
    name: "a refund raises a tier",
    file: COUNTING,
    replaces: "if (this.#plan === null || change <= 0) return;",
    by: "if (this.#plan === null) return;",
    foundBy: [DESK_TEST],
  },
  {
    name: "an older plan takes the place of a newer one",
    file: DESK,
    replaces: "if (stored !== null && isOlder(received, stored)) return false;",
    by: "",
    foundBy: [DESK_TEST],
  },
  {
    name: "new tiers lower promoters at once",
    file: DESK,
    replaces: "lowers: stored?.lowers ?? false,",
    by: "lowers: stored !== null,",
    foundBy: [DESK_TEST],
  },
  {
    name: "a tier counts for orders of before it",
    file: "durable-objects/account-book/sales/sales-storage.ts",
    replaces: "t.promoter = a.promoter AND t.from_ms <= a.at_ms",
    by: "t.promoter = a.promoter",
    foundBy: [DESK_TEST],
  },
  {
    name: "what was refunded still counts as sold in full",
    file: "durable-objects/commission-ledger/order-sales.ts",
    replaces: "keptOf(base, goods.amount, reversed)",
    by: "keptOf(base, goods.amount, (reversed * 0) as typeof reversed)",
    foundBy: ["test/unit/durable-objects/order-settlement.test.ts"],
  },
];
