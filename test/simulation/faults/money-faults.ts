/** Mistakes in taxes, holds, cycles, tiers, months of sales and budgets, planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const MONEY_FAULTS: readonly PlantedFault[] = [
  {
    name: "a refund counts in another month than its order",
    file: "durable-objects/commission-ledger/order-sales.ts",
    replaces: "      month,\n      change,",
    by: `      month: change < 0 ? ("2027-01" as typeof month) : month,\n      change,`,
  },
  {
    name: "a month keeps what was taken back of it",
    file: "durable-objects/account-book/sales/sales-counting.ts",
    replaces: "sales: (this.#months.get(key)?.sales ?? 0) + change }",
    by: "sales: (this.#months.get(key)?.sales ?? 0) + Math.max(0, change) }",
  },
  {
    name: "a hold ends as it begins",
    file: "domain/order/order-state.ts",
    replaces: "holdStartsAtMs + order.settlement.holdPeriodMs",
    by: "holdStartsAtMs + order.settlement.holdPeriodMs / 2",
  },
  {
    name: "money is asked for before its cycle is over",
    file: "domain/payout/requestable.ts",
    replaces: "Math.max(0, available - fresh.sum)",
    by: "Math.max(0, available)",
  },
  {
    name: "a tier rises by the next sale, and not at once",
    file: "durable-objects/account-book/sales/sales-counting.ts",
    replaces: "amountMinor(Math.max(0, lifetime)),",
    by: "amountMinor(Math.max(0, lifetime - change)),",
  },
];
