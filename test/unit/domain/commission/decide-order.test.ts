import { describe, expect, test } from "vitest";
import { decideOrder, type DecideOrderInput } from "../../../../domain/commission/decide-order.ts";
import type { OrderSettings } from "../../../../domain/commission/order-settings.ts";
import {
  click,
  DAY,
  DEFAULT_POLICY,
  evidence,
  ORDERED_AT,
  ref,
  snapshots,
  received,
} from "../attribution/builders.ts";
import {
  DEFAULT_COMMISSION,
  DEFAULT_FRAUD,
  money,
  order,
  percentage,
  rule,
  ruleSet,
  under,
} from "./builders.ts";

const settings: OrderSettings = {
  attribution: DEFAULT_POLICY,
  promoterRule: { kind: "operator", minAmount: money(0) },
  binding: { mode: "first", protectionMs: 30 * DAY },
  commission: DEFAULT_COMMISSION,
  settlement: { holdPeriodMs: 7 * DAY, holdStartsAt: "received", autoReceiveAfterMs: 15 * DAY },
  fraud: DEFAULT_FRAUD,
};

function input(more: Partial<DecideOrderInput> = {}): DecideOrderInput {
  return {
    order: order(10_000),
    evidence: evidence({ touches: [received(click(1, DAY))] }),
    snapshots: snapshots(under(1, 2), under(3)),
    buyerIsPromoter: null,
    settings: { version: 4, effectiveFromMs: 0, value: settings },
    rules: ruleSet(rule("all", [percentage(1, 1_000), percentage(2, 500)])),
    tiersVersion: 0,
    timezone: "UTC",
    campaigns: { ofLinks: new Map(), dated: new Map() },
    ...more,
  };
}

test("a click, an order, two levels: credits, commissions, terms and binding in one decision", () => {
  expect(decideOrder(input())).toMatchObject({
    attribution: { model: "last_click", basis: "touch", credits: [{ promoter: 1, weightBps: 10_000 }] },
    commissions: [
      { promoter: 1, level: 1, amount: 1_000 },
      { promoter: 2, level: 2, amount: 500 },
    ],
    levels: [
      { promoter: 1, level: 1, tier: "bronze", outcome: "paid" },
      { promoter: 2, level: 2, tier: "bronze", outcome: "paid" },
    ],
    capAmount: 3_000,
    risk: { verdict: "pass", reasons: [] },
    terms: {
      settingsVersion: 4,
      rulesVersion: 7,
      commission: settings.commission,
      settlement: settings.settlement,
    },
    binding: { promoter: 1, effectiveAtMs: ORDERED_AT, policy: settings.binding },
  });
});

test("an order that nobody earned is decided, with no commissions and no binding", () => {
  const decision = decideOrder(input({ evidence: evidence() }));
  expect(decision).toMatchObject({
    attribution: { basis: "none", credits: [] },
    commissions: [],
    levels: [],
  });
  expect(decision).not.toHaveProperty("binding");
});

test("a buyer who is the credited promoter's upline forfeits that share, and is bound to nobody", () => {
  const decision = decideOrder(
    input({ order: order(10_000, { customerId: "member-2" }), buyerIsPromoter: ref(2) }),
  );
  expect(decision.commissions.map((one) => [one.promoter, one.amount])).toEqual([[1, 1_000]]);
  expect(decision.levels[1]?.outcome).toBe("self_forfeited");
  expect(decision).not.toHaveProperty("binding");
});

describe("what a decision does not depend on", () => {
  test("rates come from the rules in force, never from what the browser or checkout sent along", () => {
    const received = input({ order: order(10_000, { metadata: { rateBps: "9000", commission: "9000" } }) });
    expect(decideOrder(received).commissions).toEqual(decideOrder(input()).commissions);
  });

  test("the same input decides the same, to the last byte", () => {
    expect(JSON.stringify(decideOrder(input()))).toBe(JSON.stringify(decideOrder(input())));
  });

  test("uplines are those that stood at the order's time, as given; nothing is read again", () => {
    const moved = decideOrder(input({ snapshots: snapshots(under(1, 3), under(3)) }));
    expect(moved.commissions.map((one) => one.promoter)).toEqual([1, 3]);
  });
});

test("a decision survives being written as JSON and read again", () => {
  const decision = decideOrder(input());
  expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
});
