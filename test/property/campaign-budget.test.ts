/** Budgets under any orders, in any sequence of claims, refunds and lost reservations: never a unit too much. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, withinBudget } from "../../domain/commission/campaign-budget.ts";
import type { CommissionDraft } from "../../domain/commission/commission.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import { keptOf } from "../../domain/commission/remaining.ts";
import { type AmountMinor, amountMinor, ZERO } from "../../domain/kernel/money.ts";
import { BudgetDesk } from "../../durable-objects/account-book/budgets/budget-desk.ts";
import { BUDGET_SCHEMA, BudgetStorage } from "../../durable-objects/account-book/budgets/budget-storage.ts";
import { sized } from "../support/effort.ts";
import { memorySql } from "../support/memory-sql.ts";
import { ref } from "../unit/domain/attribution/builders.ts";

const orders = fc.array(
  fc.record({
    amount: fc.integer({ min: 1, max: 10_000 }),
    shares: fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 6 }),
    fate: fc.constantFrom("wanted", "wanted", "lost", "asked twice"),
    reversed: fc.integer({ min: 0, max: 10_000 }),
  }),
  { maxLength: 25 },
);

function drafts(shares: readonly number[], amount: number): CommissionDraft[] {
  return shares.map((share, index) => ({
    promoter: ref(index + 1),
    creditedPromoter: ref(1),
    credit: Math.floor(index / 3),
    level: (index % 3) + 1,
    amount: amountMinor(Math.floor((amount * share) / 10_000)),
    cut: ZERO,
    lines: [],
  }));
}

test("commissions under a budget are cut as by the cap, never exceed it, and use it to the last unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), orders, (budget, all) => {
      const storage = new BudgetStorage(memorySql(BUDGET_SCHEMA));
      const desk = new BudgetDesk(storage);
      desk.view("c", amountMinor(budget));
      const kept: number[] = [];
      for (const [index, { amount, shares, fate, reversed }] of all.entries()) {
        const decision = { commissions: drafts(shares, amount) } as unknown as Decision;
        const wanted = costOf(decision);
        if (wanted === 0) continue;
        const received = { campaignId: "c", firstBudget: null, orderId: `o${index}`, ledger: "l", wanted };
        const { reserved, spent } = desk.view("c", null);
        const room = budget - reserved - spent;
        let grant = desk.reserve(received, 0);
        if (fate === "asked twice") grant = desk.reserve(received, 0);
        expect(grant.granted).toBe(Math.min(wanted, Math.max(0, room)));
        const cut = withinBudget(decision, { slot: 0, ...grant });
        expect(costOf(cut)).toBe(grant.granted);
        expect(cut.commissions.every((one) => one.amount >= 0)).toBe(true);
        const asked = storage.byNumber(grant.reservation);
        if (fate === "lost" && asked !== null) desk.answered(asked, "void", 0);
        if (fate === "lost" || grant.granted === 0) continue;
        const { orderId } = received;
        const row = {
          type: "budget",
          seq: 1,
          orderId,
          campaignId: "c",
          reservation: grant.reservation,
        } as const;
        desk.apply("l", { ...row, kind: "cost", amount: grant.granted }, "l");
        const left = cut.commissions.reduce(
          (sum, one) => sum + keptOf(one.amount, amountMinor(amount), least(reversed, amount)),
          0,
        );
        const back = amountMinor(grant.granted - left);
        if (back > 0) desk.apply("l", { ...row, kind: "cost", amount: amountMinor(left) }, "l");
        kept.push(left);
      }
      const state = desk.view("c", null);
      expect(state.reserved).toBe(0);
      expect(state.spent).toBe(kept.reduce((sum, one) => sum + one, 0));
      expect(state.spent).toBeLessThanOrEqual(budget);
    }),
    { numRuns: sized(150, 5_000, 300) },
  );
});

function least(a: number, b: number): AmountMinor {
  return amountMinor(Math.min(a, b));
}
