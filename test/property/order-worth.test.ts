/**
 * What an order is worth after refunds, totals, disputes and amendments. It is the same in whatever sequence they come, to the
 * unit as a plain model says. Of an amended order it is as if it had been told so at first.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { amend } from "../../domain/commission/amend.ts";
import { planUnder } from "../../domain/commission/amendment.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import { planCommissions } from "../../domain/commission/plan.ts";
import { keptOfLines } from "../../domain/commission/remaining.ts";
import type { CommissionRule } from "../../domain/commission/rule.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import { stateOf } from "../../domain/order/order-state.ts";
import { soldLines } from "../../domain/order/sold-lines.ts";
import { plannedOrderOf } from "../../domain/settlement/order-view.ts";
import { keptNow } from "../../domain/settlement/restoration.ts";
import { sized } from "../support/effort.ts";
import { basis } from "../support/orders/order-events.ts";
import { plainRemaining } from "../support/plain/worth.ts";

const RUNS = sized(200, 5_000, 400);
const PRODUCTS = ["a", "b", "c"] as const;

const item = fc.record({
  productId: fc.constantFrom(...PRODUCTS),
  quantity: fc.constantFrom(0.5, 1, 2),
  amount: fc.integer({ min: 0, max: 5_000 }),
});
const items = fc.array(item, { minLength: 1, maxLength: 5 });
/** Of each product in basis points, and what an order pays once. */
const rates = fc.record({
  a: fc.nat(2_000),
  b: fc.nat(2_000),
  c: fc.nat(2_000),
  once: fc.constantFrom(0, 0, 500, 70_000),
});

type Items = readonly { readonly productId: string; readonly quantity: number; readonly amount: number }[];

function orderOf(sold: Items): Order {
  const amount = amountMinor(sold.reduce((sum, one) => sum + one.amount, 0));
  return { orderId: "o", amount, currency: "CNY", items: sold, occurredAtMs: 0 };
}

const SELLER = 1 as never;
const SNAPSHOTS = new Map([
  [SELLER, { ref: SELLER, memberId: "m", status: "active", tier: "t", uplines: [] } as const],
]);
const POLICY = { maxLevels: 1, capBps: 3_000, selfPurchase: false, inactiveUpline: "forfeit" } as const;

function rulesOf({ once = 0, ...bps }: Readonly<Record<string, number>>) {
  const rules = Object.entries(bps).map(([productId, rateBps]): CommissionRule => ({
    id: productId,
    priority: 0,
    scope: { productId },
    customers: "all",
    levels: [{ level: 1, kind: "percentage", rateBps }],
  }));
  const fee = { level: 1, kind: "fixed", per: "order", amount: amountMinor(once) } as const;
  return {
    version: 1,
    rules: rules.map((rule) => (rule.id === ONCE && once > 0 ? { ...rule, levels: [fee] } : rule)),
  };
}

/** The product for which an order is paid once, where it is paid so at all. */
const ONCE = "c";

function decided(order: Order, bps: Readonly<Record<string, number>>): Decision {
  const credits = [{ promoter: SELLER, weightBps: 10_000 }];
  const plan = planCommissions({ order, credits, snapshots: SNAPSHOTS, policy: POLICY, rules: rulesOf(bps) });
  return { ...plan, attribution: { credits }, terms: { commission: POLICY, customerIsNew: false } } as never;
}

/** A refund of items, of an amount, or of more items than were sold. */
const refund = fc.record({
  named: fc.array(fc.record({ productId: fc.constantFrom("a", "b", "c", "x"), amount: fc.nat(3_000) }), {
    maxLength: 3,
  }),
  beside: fc.constantFrom(0, 0, 0, 700),
});

function refundEvent(
  { named, beside }: { named: { productId: string; amount: number }[]; beside: number },
  at: number,
): OrderEvent {
  const amount = named.reduce((sum, one) => sum + one.amount, 0) + beside;
  return {
    eventId: `r${at}`,
    kind: "refunded",
    occurredAtMs: at,
    amount: amountMinor(amount),
    items: named.map((one) => ({ ...one, amount: amountMinor(one.amount) })),
  };
}

test("of a commission is left what its lines and the rest of the order leave, exactly until one rounding", () => {
  fc.assert(
    fc.property(items, rates, fc.array(refund, { maxLength: 5 }), (sold, bps, refunds) => {
      const order = orderOf(sold);
      const [commission] = decided(order, bps).commissions;
      if (commission === undefined) return;
      const events = refunds.map(refundEvent);
      const { worth } = stateOf({ ...basis(order.amount), items: sold }, events);
      const itemLines = commission.lines.filter(({ per }) => per === undefined);
      const isOnce = ({ productId }: { productId: string }) => bps.once > 0 && productId === ONCE;
      const plain = plainRemaining(
        commission.amount,
        sold.map((one, at) => ({
          product: one.productId,
          sold: one.amount,
          earned: isOnce(one)
            ? 0
            : (itemLines[sold.slice(0, at).filter((before) => !isOnce(before)).length]?.amount ?? 0),
        })),
        refunds.map(({ named, beside }) => ({
          amount: named.reduce((sum, one) => sum + one.amount, 0) + beside,
          named: named.map(({ productId, amount }) => ({ product: productId, amount })),
        })),
        sold.some(isOnce) ? bps.once : 0,
      );
      expect(keptOfLines(commission.amount, commission.lines, order, worth)).toBe(plain);
    }),
    { numRuns: RUNS },
  );
});

const happening = fc.oneof(
  refund.map((one) => ({ kind: "refunded" as const, one })),
  fc.integer({ min: 0, max: 12_000 }).map((refundedTotal) => ({ kind: "total" as const, refundedTotal })),
  fc.tuple(fc.nat(3), items).map(([at, told]) => ({ kind: "amended" as const, at, told })),
  fc.nat(5).map((place) => ({ kind: "void" as const, place })),
  fc.nat(4_000).map((amount) => ({ kind: "lost" as const, amount })),
);

function eventsOf(
  happenings: readonly (typeof happening extends fc.Arbitrary<infer One> ? One : never)[],
): OrderEvent[] {
  return happenings.map((one, place): OrderEvent => {
    const told = { eventId: `e${place}`, occurredAtMs: place };
    switch (one.kind) {
      case "refunded":
        return { ...refundEvent(one.one, place), eventId: `e${place}` };
      case "total":
        return { ...told, kind: "refunded", refundedTotal: amountMinor(one.refundedTotal) };
      case "void":
        return { ...told, kind: "refund_voided", voids: `e${one.place}` };
      case "lost":
        return { ...told, kind: "dispute_lost", amount: amountMinor(one.amount), disputeId: `d${place}` };
      case "amended":
        return {
          ...told,
          kind: "amended",
          occurredAtMs: one.at,
          amount: orderOf(one.told).amount,
          items: one.told,
        };
      default:
        return one satisfies never;
    }
  });
}

test("in whatever sequence refunds, totals, voids, disputes and amendments come, the same is left", () => {
  const told = fc.array(happening, { maxLength: 6 });
  const shuffled = told.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(
        all.map((_, at) => at),
        { minLength: all.length },
      ),
    ),
  );
  fc.assert(
    fc.property(items, shuffled, (sold, [all, places]) => {
      const events = eventsOf(all);
      const terms = { ...basis(orderOf(sold).amount), items: sold };
      const other = places.flatMap((place) => events[place] ?? []);
      expect(stateOf(terms, other)).toEqual(stateOf(terms, events));
    }),
    { numRuns: RUNS },
  );
});

test("an amended order comes to what it would have come to, had it been told so at first", () => {
  fc.assert(
    fc.property(items, items, rates, fc.array(refund, { maxLength: 3 }), (first, then, bps, refunds) => {
      const [order, edited] = [orderOf(first), orderOf(then)];
      const decision = decided(order, bps);
      const amended = {
        eventId: "edit",
        kind: "amended",
        occurredAtMs: 1,
        amount: edited.amount,
        items: then,
      } as const;
      const amendment = amend(order, decision, amended, rulesOf(bps), false);
      const planned = plannedOrderOf(order, { ...decision, amendments: [amendment] });
      const events = refunds.map(refundEvent);
      const { worth } = stateOf({ ...basis(order.amount), items: first }, [...events, amended]);
      const told = stateOf({ ...basis(edited.amount), items: then }, events);
      const kept = keptNow(planned, null, worth).reduce((sum, one) => sum + one, 0);
      const direct = keptNow(plannedOrderOf(edited, decided(edited, bps)), null, told.worth);
      const isUndone = order.amount > 0 && edited.amount === 0;
      expect(kept).toBe(isUndone ? 0 : direct.reduce((sum, one) => sum + one, 0));
      expect(planUnder(planned, worth).goods.amount).toBe(edited.amount);
    }),
    { numRuns: RUNS },
  );
});

test("an amendment without items leaves every product its part of the amount", () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 0, max: 30_000 }), rates, (sold, amount, bps) => {
      const order = orderOf(sold);
      const amended = {
        eventId: "edit",
        kind: "amended",
        occurredAtMs: 1,
        amount: amountMinor(amount),
      } as const;
      const amendment = amend(order, decided(order, bps), amended, rulesOf(bps), false);
      const lines = soldLines(amendment);
      expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(amount);
      if (order.amount === 0) return;
      lines.forEach((line, at) => {
        const exact = ((sold[at]?.amount ?? 0) * amount) / order.amount;
        expect(Math.abs(line.amount - exact)).toBeLessThan(1);
      });
    }),
    { numRuns: RUNS },
  );
});
