/** Budgets in a simulation: never exceeded by what is kept, never left unspent while somebody still wants it. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BudgetRun } from "../../domain/simulation/budget-run.ts";
import { cutToCap } from "../../domain/commission/cap.ts";
import type { CommissionDraft } from "../../domain/commission/commission.ts";
import { keptOf } from "../../domain/commission/remaining.ts";
import { amountMinor, sumOf } from "../../domain/kernel/money.ts";
import { ref } from "../unit/domain/attribution/builders.ts";

const draft = (level: number, amount: number): CommissionDraft => ({
  promoter: ref(level),
  creditedPromoter: ref(1),
  credit: 0,
  level,
  amount: amountMinor(amount),
  cut: amountMinor(0),
  lines: [],
});

const MADE_MS = 1_000;

const orders = fc.array(
  fc.record({
    amount: fc.integer({ min: 1, max: 10_000 }),
    reversedBps: fc.integer({ min: 0, max: 10_000 }),
    levels: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 3 }),
    campaignId: fc.constantFrom("sale", "unbound", undefined),
    occurredAtMs: fc.constantFrom(MADE_MS - 1, MADE_MS),
    isCompared: fc.boolean(),
  }),
  { maxLength: 30 },
);

test("what is kept never exceeds a budget, and an order is cut only to what is really left", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), orders, (budget, received) => {
      const run = new BudgetRun(new Map([["sale", { budget: amountMinor(budget), createdAtMs: MADE_MS }]]));
      let left = budget;
      for (const { amount, reversedBps, levels, campaignId, occurredAtMs, isCompared } of received) {
        const order = {
          amount: amountMinor(amount),
          occurredAtMs,
          ...(campaignId === undefined ? {} : { campaignId }),
        };
        const reversed = amountMinor(Math.floor((amount * reversedBps) / 10_000));
        const wanted = levels.map((value, index) => draft(index + 1, value));
        const keptSum = (drafts: readonly CommissionDraft[]) =>
          sumOf(drafts.map((one) => keptOf(one.amount, order.amount, reversed)));
        const isBound = campaignId === "sale" && occurredAtMs >= MADE_MS;
        if (!isCompared) {
          run.pass({ order, worth: { reversed } }, wanted);
          if (isBound) left = Math.max(0, left - keptSum(wanted));
          continue;
        }
        const granted = run.take({ order, worth: { reversed } }, wanted);
        expect(granted).toEqual(isBound ? cutToCap(wanted, amountMinor(left)) : wanted);
        if (isBound) left -= keptSum(granted);
        expect(left).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
