/** Mistakes on the way of money out of the wallet, and in the tax that is withheld. */
import type { Mutant } from "../mutant.ts";

const DESK = "durable-objects/account-book/payouts/payout-desk.ts";
const STORAGE = "durable-objects/account-book/payouts/payout-storage.ts";
const DESK_TEST = "test/unit/durable-objects/payout-desk.test.ts";
const STEPS_TEST = "test/unit/domain/payout/payout-steps.test.ts";
const TAX_TEST = "test/unit/domain/payout/tax.test.ts";

export const PAYOUT: readonly Mutant[] = [
  {
    name: "P1 T+N is ignored",
    file: DESK,
    replaces: "const isAsked = cycleMs > 0 &&",
    by: "const isAsked = cycleMs < 0 &&",
    foundBy: [DESK_TEST],
  },
  {
    name: "P2 a returned payout loses the withheld tax",
    file: "domain/payout/payout-postings.ts",
    replaces: `withheld > 0 ? payIn("payout_returned", "withheld", left, withheld) : []`,
    by: `withheld < 0 ? payIn("payout_returned", "withheld", left, withheld) : []`,
    foundBy: [STEPS_TEST],
  },
  {
    name: "P3 the payee is not taken at the claim",
    file: STORAGE,
    replaces: "payee = (SELECT sealed FROM payees WHERE payees.promoter = payouts.promoter)",
    by: "payee = payee",
    foundBy: [DESK_TEST],
  },
  {
    name: "P4 a payout may be rejected after its approval",
    file: "domain/payout/transitions.ts",
    replaces: "return state === from ?",
    by: `return state === from || (move === "reject" && state === "approved") ?`,
    foundBy: [STEPS_TEST],
  },
  {
    name: "a payout that failed keeps what it set aside from later requests",
    file: STORAGE,
    replaces: "OPEN_STATES.includes(state) ? 1 : 0",
    by: "1",
    foundBy: [DESK_TEST],
  },
  {
    name: "a request under another amount takes the key of the first",
    file: DESK,
    replaces: `if (known.gross !== amount) return { kind: "refused", reason: "idempotency_conflict" };`,
    by: "",
    foundBy: [DESK_TEST],
  },
  {
    name: "the smallest payout is not asked for",
    file: DESK,
    replaces: "amount < minPayout || amount === 0",
    by: "amount === 0",
    foundBy: [DESK_TEST],
  },
  {
    name: "a payout without a payee is collected",
    file: STORAGE,
    replaces: "WHERE state = 'approved' AND ${APPROVED_PAYEE} IS NOT NULL",
    by: "WHERE state = 'approved'",
    foundBy: [DESK_TEST],
  },
  {
    name: "the time is told at which something is released, and not when it can be requested",
    file: "domain/payout/requestable.ts",
    replaces: "entry.occurredAtMs + bounds.cycleMs",
    by: "entry.occurredAtMs",
    foundBy: ["test/unit/domain/payout/requestable.test.ts"],
  },
  {
    name: "a payout that was given back leaves the debt",
    file: "domain/payout/payout-postings.ts",
    replaces: `return payIn("payout_given_back", "reserved", wallet, gross);`,
    by: `return [{ kind: "payout_given_back", debit: "reserved", credit: "available", amount: gross }];`,
    foundBy: [STEPS_TEST],
  },
  {
    name: "a move that was made is made again",
    file: "domain/payout/transitions.ts",
    replaces: `if (state === to) return { kind: "repeated" };`,
    by: `if (state === to) return { kind: "moved", to };`,
    foundBy: [STEPS_TEST],
  },
];

export const TAX: readonly Mutant[] = [
  {
    name: "T1 failed payouts count",
    file: STORAGE,
    replaces: "state NOT IN ('rejected', 'failed', 'returned')",
    by: "state NOT IN ('rejected', 'returned')",
    foundBy: [DESK_TEST],
  },
  {
    name: "T2 this month has no allowance",
    file: "domain/payout/tax.ts",
    replaces: "new Set([...period.map((earlier) => earlier.month), month]).size",
    by: "new Set(period.map((earlier) => earlier.month)).size",
    foundBy: [TAX_TEST],
  },
  {
    name: "T3 other months count with this one",
    file: "domain/payout/taxes/cn-per-payment.ts",
    replaces: "year.filter((earlier) => earlier.month === month)",
    by: "year.filter((earlier) => earlier.month <= month)",
    foundBy: [TAX_TEST],
  },
  {
    name: "T4 the month is that of UTC, and not of the program's zone",
    file: DESK,
    replaces: "const month = monthOf(nowMs, timezone);",
    by: `const month = monthOf(nowMs, timezone === "" ? timezone : "UTC");`,
    foundBy: [DESK_TEST],
  },
  {
    name: "what was withheld before is withheld again",
    file: "domain/payout/tax.ts",
    replaces: `tax - sum(period, "withheld")`,
    by: "tax",
    foundBy: [TAX_TEST],
  },
  {
    name: "more is withheld than is paid",
    file: "domain/payout/tax.ts",
    replaces: "return least(left as AmountMinor, gross);",
    by: "return left as AmountMinor;",
    foundBy: [TAX_TEST],
  },
  {
    name: "a year's income has no costs",
    file: "domain/payout/taxes/cn-cumulative.ts",
    replaces: "income * 8",
    by: "income * 10",
    foundBy: [TAX_TEST],
  },
  {
    name: "a year's payouts lack its last month",
    file: STORAGE,
    replaces: "`${year}-12`",
    by: "`${year}-11`",
    foundBy: [DESK_TEST],
  },
  {
    name: "tax is rounded up",
    file: "domain/payout/taxes/cn-cumulative.ts",
    replaces: `100_000, "floor")`,
    by: `100_000, "ceil")`,
    foundBy: [TAX_TEST],
  },
];
