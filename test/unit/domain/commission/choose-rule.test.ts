import { describe, expect, test } from "vitest";
import { chooseRule, ruleFor, type RuleSubject } from "../../../../domain/commission/choose-rule.ts";
import type { CommissionRule, RuleScope } from "../../../../domain/commission/rule.ts";
import { percentage, rule } from "./builders.ts";

const AT = 1_000;
const subject: RuleSubject = {
  productId: "tea",
  categoryId: "drinks",
  campaignId: "spring",
  tier: "gold",
  occurredAtMs: AT,
  customerIsNew: false,
};

const of = (id: string, more: Partial<CommissionRule> = {}) => rule(id, [percentage(1, 100)], more);
const scoped = (id: string, scope: RuleScope, priority = 0) => of(id, { scope, priority });

describe("the narrower scope is chosen, whichever stands later", () => {
  const narrowestFirst: RuleScope[] = [
    { productId: "tea", categoryId: "drinks", campaignId: "spring", tier: "gold" },
    { productId: "tea", categoryId: "drinks" },
    { productId: "tea", campaignId: "spring", tier: "gold" },
    { productId: "tea", campaignId: "spring" },
    { productId: "tea", tier: "gold" },
    { productId: "tea" },
    { categoryId: "drinks", campaignId: "spring", tier: "gold" },
    { categoryId: "drinks" },
    { campaignId: "spring", tier: "gold" },
    { campaignId: "spring" },
    { tier: "gold" },
    {},
  ];
  const pairs = narrowestFirst.slice(1).map((wider, index) => [narrowestFirst[index] ?? {}, wider] as const);

  test.each(pairs)("%j before %j", (narrow, wide) => {
    const rules = [scoped("narrow", narrow), scoped("wide", wide)];
    for (const sequence of [rules, rules.toReversed()]) {
      expect(chooseRule(sequence, subject)).toMatchObject({
        rule: { id: "narrow" },
        passedOver: [{ ruleId: "wide", reason: "wider_scope" }],
      });
    }
  });
});

test("a higher priority goes before a narrower scope", () => {
  const rules = [scoped("narrow", { productId: "tea" }), scoped("wide", {}, 1)];
  expect(chooseRule(rules, subject)).toMatchObject({
    rule: { id: "wide" },
    passedOver: [{ ruleId: "narrow", reason: "lower_priority" }],
  });
});

test("a rule for so long after the first order ends with that instant, and asks for a customer who is known", () => {
  const rules = [of("first-year", { priority: 1, customerWithin: { months: 12, restMs: 0 } }), of("base")];
  const at = (occurredAt: string, since?: string) =>
    chooseRule(rules, {
      ...subject,
      occurredAtMs: Date.parse(occurredAt),
      ...(since === undefined ? {} : { customerSinceMs: Date.parse(since) }),
    });
  const first = "2025-11-27T08:00:00.000Z";
  expect(at(first, first).rule?.id).toBe("first-year");
  expect(at("2026-11-27T07:59:59.999Z", first).rule?.id).toBe("first-year");
  const over = {
    rule: { id: "base" },
    passedOver: [{ ruleId: "first-year", reason: "first_order_too_long_ago" }],
  };
  expect(at("2026-11-27T08:00:00.000Z", first)).toMatchObject(over);
  expect(at("2026-11-27T08:00:00.000Z")).toMatchObject(over);
});

test("of two alike the newer is chosen, which stands later", () => {
  const rules = [scoped("old", { tier: "gold" }), scoped("new", { tier: "gold" })];
  expect(chooseRule(rules, subject)).toMatchObject({
    rule: { id: "new" },
    passedOver: [{ ruleId: "old", reason: "older_rule" }],
  });
});

describe("a rule that does not apply is passed over with the reason", () => {
  test.each([
    ["not_yet_valid", { validFromMs: AT + 1 }],
    ["expired", { validToMs: AT }],
    ["new_customers_only", { customers: "new" }],
    ["other_product", { scope: { productId: "coffee" } }],
    ["other_category", { scope: { categoryId: "food" } }],
    ["other_campaign", { scope: { campaignId: "autumn" } }],
    ["other_tier", { scope: { tier: "silver" } }],
  ] as const)("%s", (reason, more) => {
    const rules = [of("chosen"), of("other", { ...more, priority: 9 })];
    expect(chooseRule(rules, subject)).toMatchObject({
      rule: { id: "chosen" },
      passedOver: [{ ruleId: "other", reason }],
    });
  });

  test("all of them, when none applies", () => {
    expect(chooseRule([of("other", { validToMs: 1 })], subject)).toEqual({
      rule: undefined,
      passedOver: [{ ruleId: "other", reason: "expired" }],
    });
  });
});

test.each([
  ["from its first millisecond", { validFromMs: AT }],
  ["to its last millisecond", { validToMs: AT + 1 }],
])("a rule is valid %s", (_, more) => {
  expect(ruleFor([of("bounded", more)], subject)?.id).toBe("bounded");
});

test("a rule for new customers applies to one who is known to be new", () => {
  const rules = [of("new", { customers: "new" })];
  expect(ruleFor(rules, { ...subject, customerIsNew: true })?.id).toBe("new");
});

test("an order without items, category or campaign is not in the scope of any", () => {
  const whole = { tier: "gold", occurredAtMs: AT, customerIsNew: false };
  const rules = [scoped("p", { productId: "tea" }), scoped("c", { categoryId: "drinks" }), scoped("all", {})];
  expect(ruleFor(rules, whole)?.id).toBe("all");
});
