/** Each rule finds what it is for, with the figures that it rests on; weights add up to a verdict. */
import { describe, expect, test } from "vitest";
import { type Touch, touchKey } from "../../../../domain/attribution/touch.ts";
import { RISK_CODES, type RiskCode } from "../../../../domain/order/risk-reason.ts";
import { type ClickMarks, packMarks } from "../../../../domain/risk/click-marks.ts";
import { CODES } from "../../../../domain/risk/codes.ts";
import type { PromoterKnowledge } from "../../../../domain/risk/knowledge.ts";
import { networkOfDay } from "../../../../domain/risk/network-of-day.ts";
import type { FraudPolicy } from "../../../../domain/risk/policy.ts";
import { riskBy, riskOf, scoreOf, startsReview } from "../../../../domain/risk/risk.ts";
import type { SuspectOrder } from "../../../../domain/risk/rules/rule.ts";
import { click, DAY, ref } from "../attribution/builders.ts";
import { DEFAULT_FRAUD, money } from "../commission/builders.ts";
import { codesOf, suspect } from "./suspect.ts";

const OF_A_PERSON: ClickMarks = {
  agent: "browser",
  navigation: "activated",
  cookie: "returning",
  network: "mobile",
  referrer: "none",
  score: "none",
};
const place = (number: number, ...above: number[]) => ({
  ref: ref(number),
  uplines: above.map((one) => ({ ref: ref(one) })),
});
const policy = (more: Partial<FraudPolicy>): FraudPolicy => ({ ...DEFAULT_FRAUD, ...more });
const knowing = (knowledge: PromoterKnowledge, devices = 1): Pick<SuspectOrder, "known"> => ({
  known: { devices, promoters: new Map([[ref(1), knowledge]]) },
});

test("an order that nothing speaks against passes", () => {
  expect(riskOf(suspect())).toEqual({ verdict: "pass", score: 0, reasons: [] });
});

describe("too soon", () => {
  test.each([
    [4_999, ["order_too_soon"]],
    [5_000, []],
    // The click came after the order, as two clocks have it.
    [-30_000, ["order_too_soon"]],
  ])("an order %i ms after its click", (agoMs, codes) => {
    expect(codesOf(suspect({}, click(1, agoMs)))).toEqual(codes);
  });

  test("is told with its figures, is no reason at PT0S, and none where a coupon or a binding decided", () => {
    expect(riskOf(suspect({}, click(1, 1_500))).reasons).toEqual([
      { code: "order_too_soon", weight: 2.2, facts: { promoterId: "pr_1", seconds: 1.5, least: 5 } },
    ]);
    expect(codesOf(suspect({ policy: policy({ minClickToConversionMs: 0 }) }, click(1, 0)))).toEqual([]);
    const soon = suspect({}, click(1, 0));
    const attribution = { ...soon.attribution, basis: "coupon" as const };
    expect(codesOf({ ...soon, attribution })).toEqual([]);
  });
});

describe("counts", () => {
  const touch = click(1, DAY);
  const customers = (others: number) => knowing({ customersOfClick: { [touchKey(touch)]: others } });

  test("of customers with one click: ten may, the eleventh is looked at", () => {
    expect(codesOf(suspect(customers(9), touch))).toEqual([]);
    expect(riskOf(suspect(customers(10), touch)).reasons).toEqual([
      { code: "customers_per_click", weight: 3, facts: { promoterId: "pr_1", customers: 11, most: 10 } },
    ]);
    expect(codesOf(suspect(customers(10), click(1, 2 * DAY)))).toEqual([]);
  });

  test("of browsers of one customer: five may, the sixth is looked at", () => {
    expect(codesOf(suspect(knowing({}, 5)))).toEqual([]);
    expect(riskOf(suspect(knowing({}, 6))).reasons).toMatchObject([
      { code: "devices_per_customer", facts: { devices: 6, most: 5 } },
    ]);
  });
});

describe("the marks of a click", () => {
  const marked = (more: Partial<ClickMarks>) =>
    suspect({}, click(1, DAY, { marks: packMarks({ ...OF_A_PERSON, ...more }) }));

  test.each([
    [{}, []],
    [{ agent: "in_app" }, []],
    [{ agent: "weak_word" }, []],
    [{ navigation: "not_sent" }, []],
    [{ network: "hosting" }, [["hosting_network", 1]]],
    [{ agent: "tool" }, [["automated_browser", 1.8]]],
    [{ score: "low" }, [["automated_browser", 1.8]]],
    [{ navigation: "missing" }, [["automated_browser", 0.9]]],
    [{ navigation: "not_activated" }, [["automated_browser", 0.72]]],
  ] as const)("%j", (marks, found) => {
    expect(riskOf(marked(marks)).reasons.map(({ code, weight }) => [code, weight])).toEqual(found);
  });

  test("hold no order by themselves, and add to what else is found", () => {
    const both = { agent: "tool", network: "hosting" } as const;
    expect(riskOf(marked(both))).toMatchObject({ verdict: "pass", score: 1.8 });
    const amounts = { orders: 20, median: 1, deviation: 1 };
    expect(riskOf({ ...marked(both), ...knowing({ amounts }) })).toMatchObject({
      verdict: "review",
      score: 2.8,
    });
    // A click of before there were marks.
    expect(codesOf(suspect())).toEqual([]);
  });
});

describe("a buyer", () => {
  const inLine = { places: new Map([place(1, 2, 3, 4, 5), place(9)].map((one) => [one.ref, one])) };

  test.each([
    ["three steps above a credited promoter", place(4), ["near_in_tree"]],
    ["right below one", place(20, 1), ["near_in_tree"]],
    ["four steps above", place(5), []],
    ["in another line", place(30, 31), []],
  ])("%s", (_, buyer, codes) => {
    expect(codesOf(suspect({ ...inLine, buyer }))).toEqual(codes);
  });

  test("near a promoter is not reviewed for that alone: teams like to buy", () => {
    expect(riskOf(suspect({ ...inLine, buyer: place(4) }))).toMatchObject({ verdict: "pass", score: 1.2 });
  });

  test("near a promoter is no suspicion where promoters may earn from their own orders", () => {
    expect(codesOf(suspect({ ...inLine, buyer: place(4), selfPurchase: true }))).toEqual([]);
  });

  test("who has two things of the promoter's is looked at, and who has one is not", () => {
    expect(codesOf(suspect(knowing({ ownContacts: ["address", "payment"] })))).toEqual(["shared_contact"]);
    const one = riskOf(suspect(knowing({ ownContacts: ["payment"], sharedContacts: { payment: 30 } })));
    // A leader who pays for thirty neighbours.
    expect(one).toMatchObject({ verdict: "pass", reasons: [{ weight: 1.2, facts: { customers: 31 } }] });
    expect(codesOf(suspect(knowing({ sharedContacts: { address: 2, device: 2 } })))).toEqual([]);
  });
});

describe("a click from the network of its promoter", () => {
  const from = (agoMs: number, networkTag: number, more: Partial<Touch> = {}) =>
    click(1, agoMs, { networkTag, ...more });
  const networkOf = (touch: Touch) => networkOfDay(touch) ?? 0;
  const own = knowing({ networks: [networkOf(from(DAY, 7)), networkOf(from(DAY, 0))] });

  test("on one day is looked at, told with the day and without the tag", () => {
    expect(riskOf(suspect(own, from(DAY, 7)))).toEqual({
      verdict: "review",
      score: 2.2,
      reasons: [
        {
          code: "same_network_as_promoter",
          weight: 2.2,
          facts: { promoterId: "pr_1", day: "2026-04-30" },
        },
      ],
    });
    expect(codesOf(suspect(own, from(DAY, 0)))).toEqual(["same_network_as_promoter"]);
  });

  test.each([
    ["of another network", click(1, DAY, { networkTag: 8 })],
    ["of another day, whose tags mean something else", click(1, 2 * DAY, { networkTag: 7 })],
    ["of the first moment of the next day", click(1, 0, { networkTag: 7 })],
    ["of whom nothing is known", click(1, DAY)],
    ["of another promoter", click(2, DAY, { networkTag: 7 })],
  ])("is not a click %s", (_, touch) => {
    expect(codesOf(suspect(own, touch)).filter((code) => code === "same_network_as_promoter")).toEqual([]);
  });

  test("weighs half where a carrier or a firm gives many people one address, and so holds no order alone", () => {
    const over = (network: ClickMarks["network"]) =>
      from(DAY, 7, { marks: packMarks({ ...OF_A_PERSON, network }) });
    for (const network of ["mobile", "corporate"] as const)
      expect(riskOf(suspect(own, over(network)))).toMatchObject({ verdict: "pass", score: 1.1 });
    for (const network of ["household", "unknown"] as const)
      expect(riskOf(suspect(own, over(network)))).toMatchObject({ verdict: "review", score: 2.2 });
  });

  test("is no suspicion where promoters may earn from their own orders, and none where a coupon decided", () => {
    expect(codesOf(suspect({ ...own, selfPurchase: true }, from(DAY, 7)))).toEqual([]);
    const found = suspect(own, from(DAY, 7));
    const attribution = { ...found.attribution, basis: "coupon" as const };
    expect(codesOf({ ...found, attribution })).toEqual([]);
  });

  test("counts only where that click earned", () => {
    expect(codesOf(suspect(own, from(DAY, 7), click(1, DAY / 2, { networkTag: 9 })))).toEqual([]);
    expect(codesOf(suspect(own, from(DAY, 7), click(2, DAY / 2)))).toEqual([]);
  });
});

test("a promoter who is paid to the account of another one of the order is looked at", () => {
  const promoters = (other: string) =>
    new Map([
      [ref(1), { payee: "a" }],
      [ref(2), { payee: other }],
    ]);
  const known = (other: string) => ({
    places: new Map([[ref(1), place(1, 2)]]),
    known: { promoters: promoters(other) },
  });
  expect(codesOf(suspect(known("a")))).toEqual(["shared_payee"]);
  expect(codesOf(suspect(known("b")))).toEqual([]);
});

test("an amount is unusual from twenty orders on, when it is far above them, and holds no order by itself", () => {
  const selling = (orders: number) =>
    knowing({ amounts: { orders, median: Math.log(10_000), deviation: 0.2 } });
  const of = (amount: number, orders = 20) =>
    suspect({
      ...selling(orders),
      order: { amount: money(amount), occurredAtMs: suspect().order.occurredAtMs },
    });
  expect(riskOf(of(100_000))).toMatchObject({
    verdict: "pass",
    reasons: [{ code: "unusual_amount", weight: 1 }],
  });
  expect(codesOf(of(100_000, 19))).toEqual([]);
  for (const amount of [50_000, 10_000, 1, 0]) expect(codesOf(of(amount))).toEqual([]);
});

describe("weights", () => {
  test("of one group the greatest counts, and groups add up", () => {
    const reason = (code: RiskCode, weight: number) => ({ code, weight, facts: {} });
    expect(scoreOf([reason("order_too_soon", 2.2), reason("credit_displaced", 3)])).toBe(3);
    expect(scoreOf([reason("hosting_network", 1.2), reason("unusual_amount", 1)])).toBe(2.2);
    expect(riskBy([reason("hosting_network", 0.99), reason("unusual_amount", 1)]).verdict).toBe("pass");
    expect(riskBy([reason("hosting_network", 1), reason("unusual_amount", 1)]).verdict).toBe("review");
  });

  test("are the program's, and 0 silences a rule", () => {
    const weights = { ...DEFAULT_FRAUD.weights, order_too_soon: 1.99 };
    expect(riskOf(suspect({ policy: policy({ weights }) }, click(1, 0)))).toMatchObject({
      verdict: "pass",
      score: 1.99,
    });
    const silent = policy({ weights: { ...weights, order_too_soon: 0 } });
    expect(riskOf(suspect({ policy: silent }, click(1, 0))).reasons).toEqual([]);
  });

  test("alone never block: whatever rules find, a person decides", () => {
    const weights = Object.fromEntries(RISK_CODES.map((code) => [code, 10])) as FraudPolicy["weights"];
    expect(riskOf(suspect({ policy: policy({ weights }) }, click(1, 0))).verdict).toBe("review");
  });
});

test("a program that observes has verdicts from which nothing follows, but for what a page told", () => {
  const observed = riskOf(suspect({ policy: policy({ mode: "observe" }) }, click(1, 0)));
  expect(observed).toMatchObject({ verdict: "review", isObserved: true });
  expect(startsReview(observed)).toBe(false);
  const told = riskOf(suspect({ policy: policy({ mode: "observe" }), reportedByPage: true }));
  expect([told.reasons.map(({ code }) => code), startsReview(told)]).toEqual([["page_reported"], true]);
});

test("every code has a group, and a weight that a program may set", () => {
  expect(Object.keys(CODES)).toEqual([...RISK_CODES]);
  for (const { weight } of Object.values(CODES)) expect(weight).toBeGreaterThan(0);
});
