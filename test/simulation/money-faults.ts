/** Mistakes in taxes, holds, cycles, tiers, months of sales and budgets, planted one at a time. */
import type { DeliberateFault } from "./deliberate-fault.ts";

export const MONEY_FAULTS: readonly DeliberateFault[] = [
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
    name: "earlier payouts of a month do not count for the tax",
    file: "domain/payout/tax.ts",
    replaces: `taxOn(sum(period, "gross") + gross, months)`,
    by: "taxOn(gross, months)",
  },
  {
    name: "what was withheld before is withheld again",
    file: "domain/payout/tax.ts",
    replaces: `tax - sum(period, "withheld")`,
    by: "tax",
  },
  {
    name: "a failed payout counts for the tax of the next",
    file: "durable-objects/account-book/payouts/payout-storage.ts",
    replaces: "state NOT IN ('rejected', 'failed', 'returned')",
    by: "state NOT IN ('rejected', 'returned')",
  },
  {
    name: "the second bracket of labour takes from the first yuan",
    file: "domain/payout/taxes/cn-per-payment.ts",
    replaces: "rateBps: 3_000, quick: 2_000 * YUAN",
    by: "rateBps: 3_000, quick: 0",
  },
  {
    name: "a year's income is taxed without its months of allowance",
    file: "domain/payout/taxes/cn-cumulative.ts",
    replaces: "income * 8 - months * ALLOWANCE_PER_MONTH * 10",
    by: "income * 8 - (months - 1) * ALLOWANCE_PER_MONTH * 10",
  },
  {
    name: "what is withheld is paid out all the same",
    file: "domain/payout/payout-postings.ts",
    replaces: `credit: "paid", amount: net }`,
    by: `credit: "paid", amount: gross }`,
  },
  {
    name: "a hold ends as it begins",
    file: "domain/order/order-state.ts",
    replaces: "holdStartsAtMs + order.settlement.holdPeriodMs",
    by: "holdStartsAtMs + order.settlement.holdPeriodMs / 2",
  },
  {
    name: "a hold begins before its order",
    file: "domain/order/order-state.ts",
    replaces: ": Math.max(receivedAtMs, order.occurredAtMs);",
    by: ": receivedAtMs;",
  },
  {
    name: "an order is received by itself too soon",
    file: "domain/order/order-state.ts",
    replaces: "order.occurredAtMs + order.settlement.autoReceiveAfterMs",
    by: "order.occurredAtMs + order.settlement.autoReceiveAfterMs / 2",
  },
  {
    name: "money is asked for before its cycle is over",
    file: "domain/payout/requestable.ts",
    replaces: "available - fresh)",
    by: "available)",
  },
  {
    name: "a sale that reaches no other tier changes the tier",
    file: "domain/referral/tiers.ts",
    replaces: "return rankOf(plan, earned) > rankOf(plan, present) ? earned : undefined;",
    by: "return rankOf(plan, earned) >= rankOf(plan, present) ? earned : undefined;",
  },
  {
    name: "a tier rises by the next sale, and not at once",
    file: "durable-objects/account-book/sales/sales-counting.ts",
    replaces: "amountMinor(Math.max(0, lifetime)),",
    by: "amountMinor(Math.max(0, lifetime - change)),",
  },
  {
    name: "a tier counts for what happened before it",
    file: "durable-objects/account-book/sales/sales-storage.ts",
    replaces: "t.from_ms <= a.at_ms",
    by: "t.from_ms <= a.at_ms + 9e9",
  },
  {
    name: "a tier is in force from the beginning, whenever it rose",
    file: "durable-objects/account-book/sales/sales-counting.ts",
    replaces: "fromMs: Math.max(nowMs, last?.fromMs ?? 0)",
    by: "fromMs: last?.fromMs ?? 0",
  },
  {
    name: "what was reserved stays reserved when it is spent",
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: "const reserved = isOpen ? known.amount : ZERO;",
    by: "const reserved = ZERO;",
  },
  {
    name: "a reservation that is given back leaves the budget as it was",
    file: "durable-objects/account-book/budgets/budget-desk.ts",
    replaces: "reserved: isOpen ? amount : ZERO, spent: isOpen ? ZERO : amount };",
    by: "reserved: ZERO, spent: isOpen ? ZERO : amount };",
  },
];
