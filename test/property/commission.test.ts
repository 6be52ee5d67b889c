/** The laws of commission plans, for any order, rules and line of promoters; and agreement with a plain one. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Order } from "../../domain/order/order.ts";
import { type PlanInput, planCommissions } from "../../domain/commission/plan.ts";
import {
  COMMISSION_KINDS,
  type CommissionKind,
  type LevelRule,
} from "../../domain/commission/kinds/kinds.ts";
import type { CommissionDraft } from "../../domain/commission/commission.ts";
import { PAID_PER } from "../../domain/commission/kinds/fixed.ts";
import { SALES_BASES } from "../../domain/commission/kinds/tiered.ts";
import type { CommissionRule, RuleScope } from "../../domain/commission/rule.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type AmountMinor, amountMinor, BPS_SCALE } from "../../domain/kernel/money.ts";
import { splitByLargestRemainder } from "../../domain/kernel/split.ts";
import type { PromoterSnapshot } from "../../domain/referral/promoter.ts";
import { sized } from "../support/effort.ts";
import { plainPlan } from "../support/plain/commission.ts";
import { ORDERED_AT, ref, snapshot, snapshots } from "../unit/domain/attribution/builders.ts";
import { order, rule, ruleSet, upline } from "../unit/domain/commission/builders.ts";

const money = (max: number) => fc.integer({ min: 0, max }).map(amountMinor);
const amount: fc.Arbitrary<AmountMinor> = fc.oneof(money(200), money(1_000_000), money(LIMITS.amountMinor));
const rateBps = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: BPS_SCALE }));
const some = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: value }, fc.constant(undefined));

/** Leaves out the keys whose value is undefined: an absent field, not one that says nothing. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Rules of every kind. */
const KINDS: Record<CommissionKind, (level: number) => fc.Arbitrary<LevelRule>> = {
  percentage: (level) =>
    fc
      .record({ rateBps, min: some(amount), max: some(amount) })
      .map((terms) => ({ level, kind: "percentage", ...present(terms) })),
  fixed: (level) =>
    fc
      .record({ amount, per: some(fc.constantFrom(...PAID_PER)) })
      .map((terms) => ({ level, kind: "fixed", ...present(terms) })),
  hybrid: (level) => fc.record({ rateBps, amount }).map((terms) => ({ level, kind: "hybrid", ...terms })),
  tiered: (level) =>
    fc
      .record({
        basis: fc.constantFrom(...SALES_BASES),
        brackets: fc.uniqueArray(fc.record({ from: amount, rateBps }), {
          selector: (bracket) => bracket.from,
          minLength: 1,
          maxLength: 4,
        }),
      })
      .map((terms) => ({ level, kind: "tiered", ...terms })),
};

const scope: fc.Arbitrary<RuleScope> = fc
  .record({
    productId: fc.constantFrom(undefined, undefined, "p1", "p2"),
    categoryId: fc.constantFrom(undefined, undefined, "c1"),
    campaignId: fc.constantFrom(undefined, undefined, "spring"),
    tier: fc.constantFrom(undefined, undefined, "gold"),
  })
  .map(present);

const edge = fc.constantFrom(undefined, undefined, ORDERED_AT - 1, ORDERED_AT, ORDERED_AT + 1);

const DAY = 86_400_000;
const period = fc.oneof(
  fc.record({ months: fc.integer({ min: 0, max: 14 }), restMs: fc.constantFrom(0, 1, 3 * DAY) }),
);
/** About as long ago as periods are, and at their very ends. */
const since = fc.oneof(
  fc.constantFrom(ORDERED_AT, ORDERED_AT - 1, ORDERED_AT - 3 * DAY),
  fc.integer({ min: 0, max: 500 }).map((days) => ORDERED_AT - days * DAY),
);

const rules: fc.Arbitrary<CommissionRule[]> = fc.array(
  fc
    .record({
      id: fc.uuid(),
      priority: fc.integer({ min: 0, max: 2 }),
      scope,
      validFromMs: edge,
      validToMs: edge,
      customers: fc.constantFrom("all", "all", "new"),
      customerWithin: some(period),
      levels: fc
        .subarray([1, 2, 3], { minLength: 1 })
        .chain((levels) =>
          fc.tuple(...levels.map((level) => fc.oneof(...COMMISSION_KINDS.map((kind) => KINDS[kind](level))))),
        ),
    })
    .map((rule) => present(rule) as CommissionRule),
  { maxLength: 8 },
);

const items = fc.array(
  fc
    .record({
      productId: fc.constantFrom("p1", "p2", "p3"),
      categoryId: fc.constantFrom(undefined, "c1", "c2"),
      quantity: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1_000_000 })),
      amount,
    })
    .map(present),
  { maxLength: 4 },
);

const anOrder: fc.Arbitrary<Order> = fc
  .record({
    items,
    whole: amount,
    customerId: fc.constantFrom("buyer", "member-11", undefined),
    campaignId: fc.constantFrom(undefined, "spring"),
  })
  .map(({ items, whole, customerId, campaignId }) => {
    const sum = items.reduce((total, item) => total + item.amount, 0);
    const { customerId: _, ...plain } = order(items.length > 0 && sum <= LIMITS.amountMinor ? sum : whole);
    const itemised = items.length > 0 && sum <= LIMITS.amountMinor ? { items } : {};
    return { ...plain, ...itemised, ...present({ customerId, campaignId }) };
  });

/** Up to five credited promoters, above each a line out of a common few, so that uplines meet. */
const creditedPromoters: fc.Arbitrary<PromoterSnapshot[]> = fc.uniqueArray(
  fc
    .record({
      number: fc.integer({ min: 1, max: 10 }),
      tier: fc.constantFrom("bronze", "gold"),
      uplines: fc.uniqueArray(fc.integer({ min: 11, max: 16 }), { maxLength: 5 }),
      suspended: fc.subarray([12, 14]),
    })
    .map(({ number, tier, uplines, suspended }) =>
      snapshot(number, {
        tier,
        uplines: uplines.map((above) =>
          upline(above, { status: suspended.includes(above) ? "suspended" : "active" }),
        ),
      }),
    ),
  { selector: (one) => one.ref, maxLength: 5 },
);

const plans: fc.Arbitrary<PlanInput> = fc
  .record({
    order: anOrder,
    promoters: creditedPromoters,
    weights: fc.array(fc.bigInt({ min: 1n, max: 20n }), { minLength: 5, maxLength: 5 }),
    rules,
    policy: fc.record({
      maxLevels: fc.integer({ min: 1, max: 3 }),
      capBps: fc.oneof(fc.constantFrom(0, 3_000, 10_000), fc.integer({ min: 0, max: BPS_SCALE })),
      selfPurchase: fc.boolean(),
      inactiveUpline: fc.constantFrom("forfeit" as const, "compress" as const),
    }),
    sales: fc.array(fc.record({ lifetimeSales: amount, monthSales: amount }), {
      minLength: 16,
      maxLength: 16,
    }),
    customerIsNew: fc.boolean(),
    customerSinceMs: some(since),
  })
  .map(({ promoters, weights, sales, rules, customerSinceMs, ...rest }) => {
    const parts =
      promoters.length === 0 ? [] : splitByLargestRemainder(BPS_SCALE, weights.slice(0, promoters.length));
    return {
      ...rest,
      ...present({ customerSinceMs }),
      rules: ruleSet(...rules),
      credits: promoters.map((one, index) => ({ promoter: one.ref, weightBps: parts[index] ?? 0 })),
      snapshots: snapshots(...promoters),
      sales: new Map(sales.map((one, index) => [ref(index + 1), one])),
    };
  });

const CASES = sized(250, 10_000, 500);
const SAID = CASES.toLocaleString("en");

const law = (holds: (input: PlanInput) => void, numRuns = sized(200, 5_000, 400)) =>
  fc.assert(fc.property(plans, holds), { numRuns });

const total = (amounts: readonly number[]) => amounts.reduce((sum, one) => sum + one, 0);

test(`plans agree with the plain implementation on ${SAID} random orders`, () => {
  law((input) => {
    const fast = planCommissions(input).commissions.map((one) => ({
      ...one,
      lines: one.lines.map(({ productId = null, ruleId, per, base, rateBps = null, amount }) => {
        return { productId, ruleId, isOrder: per === "order", base, rateBps, amount };
      }),
    }));
    expect(fast).toEqual(plainPlan(input));
  }, CASES);
});

const once = (one: CommissionDraft) =>
  total(one.lines.flatMap((line) => (line.per === "order" ? [line.amount] : [])));

test(`but for what is paid once an order, ${SAID} random orders never exceed the cap or the order, and none is negative`, () => {
  law((input) => {
    const { commissions, capAmount } = planCommissions(input);
    const paid = total(commissions.map((one) => one.amount - once(one)));
    expect(commissions.every((one) => one.amount >= once(one))).toBe(true);
    expect(paid).toBeLessThanOrEqual(capAmount);
    expect(capAmount).toBeLessThanOrEqual(input.order.amount);
    expect(commissions.every((one) => one.amount >= 0 && one.cut >= 0)).toBe(true);
  }, CASES);
});

test("every commission is the sum of its lines less what the cap cut, and the cap cuts only what exceeds it", () => {
  law((input) => {
    const { commissions, capAmount } = planCommissions(input);
    for (const one of commissions) {
      expect(one.amount + one.cut).toBe(total(one.lines.map((line) => line.amount)));
    }
    const before = total(commissions.map((one) => one.amount + one.cut - once(one)));
    expect(total(commissions.map((one) => one.cut))).toBe(Math.max(0, before - capAmount));
  });
});

test("one commission per credit and level, nobody twice for one credit, no level beyond the program's", () => {
  law((input) => {
    const { commissions } = planCommissions(input);
    const places = commissions.map((one) => `${one.credit}/${one.level}`);
    const people = commissions.map((one) => `${one.credit}/${one.promoter}`);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(people).size).toBe(people.length);
    expect(commissions.every((one) => one.level <= input.policy.maxLevels)).toBe(true);
  });
});

test("the bases of all credits sum to what was sold, when one rule pays level 1 of everything", () => {
  law((input) => {
    const everything = rule("all", [{ level: 1, kind: "percentage", rateBps: 1_000 }]);
    const { commissions } = planCommissions({ ...input, rules: ruleSet(everything) });
    const bases = commissions.flatMap((one) => one.lines.map((line) => line.base));
    expect(total(bases)).toBe(input.credits.length === 0 ? 0 : input.order.amount);
  });
});

test("a fixed amount costs the same however many promoters earned the order", () => {
  law((input) => {
    const fixed = rule("fixed", [{ level: 1, kind: "fixed", amount: amountMinor(101) }]);
    const { commissions } = planCommissions({ ...input, rules: ruleSet(fixed) });
    const units = input.order.items === undefined ? 1 : total(input.order.items.map((item) => item.quantity));
    const before = total(commissions.map((one) => one.amount + one.cut));
    expect(before).toBe(input.credits.length === 0 ? 0 : units * 101);
  });
});

test("an amount for the order is paid once, however many items and promoters it has, also for an order of nothing", () => {
  law(
    (input) => {
      const lead = rule("lead", [{ level: 1, kind: "fixed", amount: amountMinor(101), per: "order" }]);
      const { commissions } = planCommissions({ ...input, rules: ruleSet(lead) });
      expect(total(commissions.map((one) => one.amount))).toBe(input.credits.length === 0 ? 0 : 101);
      expect(total(commissions.map((one) => one.cut))).toBe(0);
    },
    sized(150, 5_000, 300),
  );
});

test("the buyer is paid at no level unless self-purchase is allowed", () => {
  law((input) => {
    const plan = planCommissions({ ...input, policy: { ...input.policy, selfPurchase: false } });
    const buyer = input.order.customerId === "member-11" ? 11 : -1;
    expect(plan.commissions.some((one) => one.level > 1 && one.promoter === buyer)).toBe(false);
  });
});

test("what a level pays does not depend on whether lower levels are suspended, without compressing", () => {
  law((input) => {
    const policy = { ...input.policy, inactiveUpline: "forfeit", capBps: BPS_SCALE } as const;
    const active = snapshots(
      ...[...input.snapshots.values()].map((one) => ({
        ...one,
        uplines: one.uplines.map((above) => ({ ...above, status: "active" as const })),
      })),
    );
    const gross = (snapshots: PlanInput["snapshots"]) =>
      new Map(
        planCommissions({ ...input, policy, snapshots }).commissions.map((one) => [
          `${one.credit}/${one.level}/${one.promoter}`,
          one.amount + one.cut,
        ]),
      );
    const all = gross(active);
    for (const [place, amount] of gross(input.snapshots)) expect(amount).toBe(all.get(place));
  });
});
