import { expect, test } from "vitest";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { BudgetDesk } from "../../../durable-objects/account-book/budgets/budget-desk.ts";
import {
  BUDGET_SCHEMA,
  BudgetStorage,
} from "../../../durable-objects/account-book/budgets/budget-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const ASKED = { campaignId: "c", firstBudget: amountMinor(1_000), orderId: "o", ledger: "l" };

function desk(): BudgetDesk {
  return new BudgetDesk(new BudgetStorage(memorySql(BUDGET_SCHEMA)));
}

test("a repeat raises a reservation, and never puts off when its order's owner is asked", () => {
  const budgets = desk();
  const first = budgets.reserve({ ...ASKED, wanted: amountMinor(300) }, 0);
  const askAtMs = budgets.nextAskAtMs(0);
  expect(budgets.reserve({ ...ASKED, wanted: amountMinor(500) }, 9_999)).toEqual({ ...first, granted: 500 });
  expect(budgets.nextAskAtMs(9_999)).toBe(askAtMs);
});

test("an owner that was to be asked by a clock days ahead is asked as soon as the clock is right", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(300) }, 5 * 86_400_000);
  expect(budgets.unanswered(5 * 86_400_000, 10)).toEqual([]);
  expect(budgets.nextAskAtMs(1_000)).toBe(1_000);
  expect(budgets.unanswered(1_000, 10)).toHaveLength(1);
});

test("a reservation that its order's owner declared void gives way to a new one; another one stays", () => {
  const budgets = desk();
  const wanted = amountMinor(700);
  const { reservation } = budgets.reserve({ ...ASKED, wanted }, 0);
  expect(budgets.reserve({ ...ASKED, wanted, voided: reservation + 1 }, 1)).toEqual({
    reservation,
    granted: 700,
  });
  const anew = budgets.reserve({ ...ASKED, wanted, voided: reservation }, 1);
  expect([anew.granted, anew.reservation > reservation]).toEqual([700, true]);
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 700, spent: 0 });
  // Told again, as by a request that is late: the new one is not concerned.
  expect(budgets.reserve({ ...ASKED, wanted, voided: reservation }, 2)).toEqual(anew);
});

test("what an order's owner told under a reservation stays spent, though a caller says that it was declared void", () => {
  const budgets = desk();
  const wanted = amountMinor(700);
  const { reservation } = budgets.reserve({ ...ASKED, wanted }, 0);
  const cost = { type: "budget", kind: "cost", seq: 1, amount: wanted, reservation } as const;
  expect(budgets.apply("ledger l", { ...cost, campaignId: "c", orderId: "o" }, "l")).toBeNull();
  // Its owner was put back to before it declared the reservation void, and accepted it: some still know the old word.
  const again = budgets.reserve({ ...ASKED, wanted, voided: reservation }, 1);
  expect([again.granted, again.reservation > reservation]).toEqual([700, true]);
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 0, spent: 700 });
  expect(budgets.nextAskAtMs(2)).toBeNull();
});

/** What the owner of order `o` tells: it costs so much. */
function told(budgets: BudgetDesk, amount: number, seq = 1, orderId = "o") {
  const row = { type: "budget", kind: "cost", seq, amount: amountMinor(amount), reservation: 1 } as const;
  return budgets.apply("ledger l", { ...row, campaignId: "c", orderId }, "l");
}

test("what a repeat raises is set aside too, and no more is granted than there is room for", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(300) }, 0);
  budgets.reserve({ ...ASKED, wanted: amountMinor(500) }, 1);
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 500, spent: 0 });
  expect(budgets.reserve({ ...ASKED, orderId: "p", wanted: amountMinor(700) }, 2).granted).toBe(500);
  expect(budgets.reserve({ ...ASKED, orderId: "q", wanted: amountMinor(1) }, 3)).toEqual({
    reservation: 0,
    granted: 0,
  });
});

test("an order that costs less than was reserved gives the rest back, and may cost as much as was reserved", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(900) }, 0);
  expect(told(budgets, 900)).toBeNull();
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 0, spent: 900 });
  expect(told(budgets, 200, 2)).toBeNull();
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 0, spent: 200 });
  budgets.reserve({ ...ASKED, orderId: "p", wanted: amountMinor(800) }, 1);
  expect(told(budgets, 300, 3, "p")).toBeNull();
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 0, spent: 500 });
});

test("an owner's late answer gives back nothing of what it has confirmed", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(700) }, 0);
  const [asked] = budgets.unanswered(1_000_000, 10);
  if (asked === undefined) throw new Error("the owner is to be asked");
  expect(told(budgets, 700)).toBeNull();
  budgets.answered(asked, "void", 1);
  expect(budgets.view("c", null)).toEqual({ budget: 1_000, reserved: 0, spent: 700 });
});

test("a budget is not set below what is reserved and spent together", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(300) }, 0);
  told(budgets, 300);
  budgets.reserve({ ...ASKED, orderId: "p", wanted: amountMinor(200) }, 0);
  expect(budgets.setBudget("c", null, amountMinor(499))).toBe("below_spent");
  expect(budgets.setBudget("c", null, amountMinor(500))).toMatchObject({ budget: 500 });
});

test("what a ledger says again of an order that has left it counts until its ledger of now has spoken", () => {
  const budgets = desk();
  budgets.reserve({ ...ASKED, wanted: amountMinor(700) }, 0);
  const cost = { type: "budget", kind: "cost", reservation: 1, campaignId: "c", orderId: "o" } as const;
  const told = (ledger: string, seq: number, amount: number, gone: { isGone?: true } = {}) =>
    budgets.apply(`ledger ${ledger}`, { ...cost, seq, amount: amountMinor(amount), ...gone }, ledger);
  told("l", 1, 700, { isGone: true });
  expect(budgets.view("c", null)).toMatchObject({ reserved: 0, spent: 700 });
  told("m", 1, 300);
  told("l", 2, 700, { isGone: true });
  budgets.apply(
    "ledger l",
    { ...cost, kind: "respend", seq: 3, amount: amountMinor(100), isGone: true },
    "l",
  );
  expect(budgets.view("c", null)).toMatchObject({ reserved: 0, spent: 300 });
  expect([budgets.spentBy("l", 0, 10), budgets.spentBy("m", 0, 10).map(({ spent }) => spent)]).toEqual([
    [],
    [300],
  ]);
  told("l", 4, 600);
  expect(budgets.view("c", null).spent).toBe(600);
});
