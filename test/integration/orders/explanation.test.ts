/** An explanation says what became of each touch, rule and level, and shows a promoter its own part alone. */
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { openShopOfNine, RULES } from "../../support/orders/shop-of-nine.ts";
import { openShop, type Promoter, request } from "../../support/shop.ts";
import { clickAt, tokenOf, touchAt } from "../../support/orders/touches.ts";

const DAY = 86_400_000;

describe("an explanation", () => {
  test("names no rule where the version was lost with CONFIG, and its number given again", async () => {
    const shop = await openShop();
    const [seller] = await shop.line("seller");
    await shop.order("before", 10_000, { clickToken: await shop.tap(seller) });
    const ruleOf = async () =>
      (await shop.get("/orders/before/explanation")).body.commission.choices[0].ruleId;
    const named = await ruleOf();
    expect(named).not.toBeNull();
    // CONFIG goes back to before the rules were set, and others are set as the same version.
    await env.CONFIG.prepare(
      `UPDATE rule_versions SET effective_from_ms = ?2
       WHERE program = (SELECT number FROM programs WHERE id = ?1)`,
    )
      .bind(shop.id, Date.now() + 1)
      .run();
    await env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(shop.id).run();
    await untilItCounts();
    expect(await ruleOf()).toBeNull();
  });

  test("names every touch with its verdict, every fault of a token, and the step that decided", async () => {
    const shop = await openShop({ attribution: { model: "last_click", clickLookback: "P7D" } });
    const [other, sellers] = [
      await openShop(),
      await Promise.all(["a", "b", "c", "d"].map((id) => shop.promoter(id))),
    ];
    const [old, early, last, gone] = sellers;
    if (old === undefined || early === undefined || last === undefined || gone === undefined)
      throw new Error("four");
    await shop.patch(`/promoters/${gone.id}`, { status: "suspended" });
    const now = Date.now();
    const foreign = await other.tap(await other.promoter("thief"));
    const token = await clickAt(shop, last, now - 1_000);
    const forged = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
    await shop.identify("d-buyer", [await clickAt(shop, early, now - DAY)]);
    const order = await shop.order("o1", 10_000, {
      customerId: "d-buyer",
      couponCode: "NOTHING",
      clickTokens: [
        token,
        await clickAt(shop, old, now - 8 * DAY),
        await clickAt(shop, gone, now - 2_000),
        await tokenOf(shop, touchAt(last, now - 500, "impression")),
        await clickAt(shop, early, now + 30 * 60_000),
        foreign,
        forged,
        "nonsense",
      ],
    });
    expect(order.body.results[0].attribution.basis).toBe("touch");
    const { attribution } = (await shop.get("/orders/o1/explanation")).body;
    const verdicts = attribution.touches.map((touch: Record<string, unknown>) => [
      touch["promoterId"],
      touch["kind"],
      touch["source"],
      touch["verdict"],
      touch["weight"],
    ]);
    expect(verdicts).toEqual([
      [old.id, "click", "order", "outside_lookback", null],
      [early.id, "click", "journey", "superseded", null],
      [gone.id, "click", "order", "suspended_promoter", null],
      [last.id, "click", "order", "counted", "1"],
      [last.id, "impression", "order", "impression_not_credited", null],
      [early.id, "click", "order", "after_order", null],
    ]);
    expect(attribution.tokenFaults.toSorted()).toEqual(["foreign_program", "forged", "malformed"]);
    expect(attribution.steps).toEqual([
      { step: "coupon", verdict: "unknown_coupon", decided: false },
      { step: "binding", verdict: "none", decided: false },
      { step: "touch", verdict: "counted", decided: true },
    ]);
    expect(attribution.windows).toMatchObject({ clickLookback: "PT604800S", tokenGrace: "PT60S" });
    expect(attribution.weighing.shares).toEqual([
      { promoterId: last.id, weight: "1", floorBps: 10_000, remainder: "0", weightBps: 10_000 },
    ]);
  });

  test("says which rule paid each item, which were passed over and why, by the version of its time", async () => {
    const { shop, promoters } = await openShopOfNine({});
    const [, , seller] = promoters;
    if (seller === undefined) throw new Error("nine promoters");
    const items = [
      { productId: "case", categoryId: "phones", quantity: 1, amount: 1_000 },
      { productId: "book", quantity: 1, amount: 2_000 },
    ];
    await shop.order("o1", 3_000, { items, clickToken: await clickAt(shop, seller, Date.now() - 1_000) });
    const before = (await shop.get("/orders/o1/explanation")).body;
    await shop.put("/commission-rules", { rules: [{ ...RULES[0], id: "newer" }] });
    const { body } = await shop.get("/orders/o1/explanation");
    expect(body).toEqual(before);
    const [first, second] = body.commission.choices;
    expect(first).toMatchObject({ ruleId: "case", tier: "bronze" });
    expect(first.passedOver).toEqual([
      { ruleId: "base", reason: "wider_scope" },
      { ruleId: "phones", reason: "wider_scope" },
      { ruleId: "cable", reason: "other_product" },
      { ruleId: "pen", reason: "other_product" },
      { ruleId: "young", reason: "first_order_too_long_ago" },
      { ruleId: "past", reason: "expired" },
    ]);
    expect(second.ruleId).toBe("base");
    expect(
      body.commission.uplines.map((one: Record<string, unknown>) => [one["level"], one["outcome"]]),
    ).toEqual([
      [1, "paid"],
      [2, "suspended_forfeited"],
      [3, "paid"],
    ]);
    expect(body.commission.commissions[0].lines[0]).toMatchObject({
      item: 0,
      ruleId: "case",
      ruleVersion: 1,
      base: 1_000,
      amount: 150,
      text: "floor(1000 x 1500 / 10000) = 150, at least 50, at most 4000: 150",
    });
  });

  test("tells how an order was credited late, and by whose word", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await shop.order("o1", 10_000, { customerId: "buyer" });
    await shop.order("o2", 10_000);
    await shop.settle();
    await shop.identify("buyer", [await clickAt(shop, seller, Date.now() - DAY)]);
    await shop.post("/orders/o2/credit", { promoterId: seller.id, reason: "seen on the phone" });
    await shop.settle();
    const late = (await shop.get("/orders/o1/explanation")).body.attribution;
    expect(late).toMatchObject({ basis: "touch", late: { by: "evidence" } });
    expect(late.touches).toMatchObject([{ source: "journey", verdict: "counted" }]);
    const claimed = (await shop.get("/orders/o2/explanation")).body.attribution;
    expect(claimed).toMatchObject({
      basis: "manual",
      late: { by: "manual", reason: "seen on the phone" },
      steps: [{ step: "manual", decided: true }, {}, {}, {}],
    });
  });

  test("keeps all touches that counted, the 20 nearest that did not, and counts the rest", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    const now = Date.now();
    const touches = Array.from({ length: 60 }, (_, index) =>
      touchAt(index % 2 === 0 ? one : two, now - 1_000 - index),
    );
    const clickTokens = await Promise.all(touches.slice(0, 20).map((touch) => tokenOf(shop, touch)));
    await shop.identify(
      "buyer",
      await Promise.all(touches.slice(20, 40).map((touch) => tokenOf(shop, touch))),
    );
    await shop.identify("buyer", await Promise.all(touches.slice(40).map((touch) => tokenOf(shop, touch))));
    await shop.order("o1", 10_000, { customerId: "buyer", clickTokens });
    const { attribution } = (await shop.get("/orders/o1/explanation")).body;
    expect(attribution.touches).toHaveLength(21);
    expect(attribution.furtherTouches).toEqual({ superseded: 39 });
  });
});

describe("an upline's own part", () => {
  test("has the weight of the credit, from which its base and its commission are computed again", async () => {
    const shop = await openShop({ attribution: { model: "linear" } });
    const [top, seller] = await shop.line("top", "seller");
    const [other, now] = [await shop.promoter("other"), Date.now()];
    const tokens = [await clickAt(shop, seller, now - 2_000), await clickAt(shop, other, now - 1_000)];
    await shop.order("o1", 8_001, { customerId: "buyer", clickTokens: tokens });
    const { token } = (await shop.post(`/promoters/${top.id}/tokens`, {})).body;
    const path = `/v1/programs/${shop.id}/orders/o1/explanation`;
    const { body } = await request("GET", path, { token });
    const [own] = body.commission.commissions;
    const [line] = own.lines;
    expect(own).toMatchObject({ promoterId: top.id, level: 2, creditWeightBps: 5_000, amount: 200 });
    expect(line.base).toBe(Math.ceil((8_001 * own.creditWeightBps) / 10_000));
    expect(line.baseText).toBe("8001 x 5000 / 10000, rounded by largest remainder, = 4001");
    expect(line.text).toBe("floor(4001 x 500 / 10000) = 200");
    expect(body.attribution.why).toBe("A promoter of your team earned the order.");
    expect(body.summary).toEqual([
      "A promoter of your team earned the order.",
      `You ← ${seller.id}, level 2: 2.00 CNY, by a credit of 50.00 % of the order.`,
      "Rule base, in minor units (1.00 CNY is 100): base 8001 x 5000 / 10000, rounded by largest remainder, = 4001; floor(4001 x 500 / 10000) = 200.",
      "It waits for the receipt of the goods.",
    ]);
  });
});

test("an explanation is told in the reader's language, or in the one that is asked for", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  await shop.order("o1", 10_001, { clickToken: await shop.tap(seller) });
  await shop.event("o1", "refunded", "r1", { amount: 3_333 });
  const path = "/orders/o1/explanation";
  const told = async (accepted: string, query = "") => {
    const { token, id } = { token: shop.apiKey, id: shop.id };
    const headers = { "accept-language": accepted };
    const answer = await request("GET", `/v1/programs/${id}${path}${query}`, { token, headers });
    return { language: answer.headers.get("content-language"), ...answer.body };
  };
  const english = await told("fr;q=0.9, en;q=0.8");
  expect(english.language).toBe("en");
  expect(english.attribution.why).toBe(
    "One touch counted, and by the model last_click its promoter has the order.",
  );
  expect(english.summary).toContain(
    "Kept, in minor units (1.00 CNY is 100): ceil(1000 x (10001 - 3333) / 10001) = 667.",
  );
  expect(english.summary.at(-1)).toBe("33.33 CNY of 100.01 CNY was taken back.");
  const chinese = await told("zh-Hans-CN, en;q=0.5");
  expect([chinese.language, chinese.attribution.why]).toEqual([
    "zh",
    "有效触点共 1 个，订单按 last_click 模型归于其推广员。",
  ]);
  expect(chinese.summary.at(-1)).toBe("100.01 CNY 中已退回 33.33 CNY。");
  expect((await told("zh", "?lang=en")).attribution.why).toBe(english.attribution.why);
  expect((await told("en", "?lang=zh")).summary).toEqual(chinese.summary);
  expect((await told("en", "?lang=fr")).status).toBe(422);
});

describe("a promoter's own token", () => {
  test("sees its own part of an explanation and nobody else's, and nothing of an order without one", async () => {
    const shop = await openShop({ attribution: { model: "linear" } });
    const [top, seller] = await shop.line("top", "seller");
    const [other, stranger] = [await shop.promoter("other"), await shop.promoter("stranger")];
    const now = Date.now();
    const clickTokens = [await clickAt(shop, seller, now - 2_000), await clickAt(shop, other, now - 1_000)];
    await shop.order("o1", 10_000, { customerId: "buyer", clickTokens });
    const as = async (promoter: Promoter, query = "") => {
      const made = await shop.post(`/promoters/${promoter.id}/tokens`, {});
      return await request("GET", `/v1/programs/${shop.id}/orders/o1/explanation${query}`, {
        token: made.body.token,
      });
    };
    const own = await as(seller);
    expect(own.status).toBe(200);
    expect(own.body.customerId).toBeNull();
    expect(own.body.attribution.credits).toEqual([{ promoterId: seller.id, weightBps: 5_000 }]);
    const told = [own, await as(seller, "?lang=zh")].map(({ body }) => body.summary.join());
    expect(told[0]).toMatch(/ of yours at .*,You, level 1: /);
    expect(told[1]).toMatch(/Z 您的.*,您，第 1 级：/);
    expect(told.join()).not.toContain(seller.id);
    for (const [promoter, level] of [
      [seller, 1],
      [top, 2],
    ] as const) {
      const text = JSON.stringify((await as(promoter)).body);
      expect(text).not.toContain(`"${other.id}"`);
      expect(text).not.toContain(`"buyer"`);
      expect(JSON.parse(text).commission.commissions).toMatchObject([{ promoterId: promoter.id, level }]);
    }
    expect((await as(stranger)).status).toBe(404);
    const made = await shop.post(`/promoters/${seller.id}/tokens`, {});
    const token = made.body.token as string;
    expect((await request("GET", `/v1/programs/${shop.id}/orders/o1`, { token })).status).toBe(404);
    const claim = { token, body: { promoterId: seller.id, reason: "mine" } };
    expect((await request("POST", `/v1/programs/${shop.id}/orders/o1/credit`, claim)).status).toBe(404);
    expect((await shop.get("/orders/nothing/explanation")).body.code).toBe("unknown_order");
  });

  test("shows neither amount nor items nor refunds of an order that the promoter earns nothing of", async () => {
    const shop = await openShop();
    const [first, last] = [await shop.promoter("first"), await shop.promoter("last")];
    const suspended = await shop.promoter("above");
    await shop.put(`/promoters/${last.id}/upline`, { uplineMemberId: "above", reason: "a team" });
    await shop.patch(`/promoters/${suspended.id}`, { status: "suspended" });
    const now = Date.now();
    const clickTokens = [await clickAt(shop, first, now - 2_000), await clickAt(shop, last, now - 1_000)];
    const items = [{ productId: "secret-product", quantity: 3, amount: 4_321 }];
    await shop.order("o1", 4_321, { customerId: "buyer", clickTokens, items });
    await shop.post("/orders/o1/events", { eventId: "e1", type: "refunded", amount: 1_234 });
    const as = async ({ id }: Promoter) => {
      const { token } = (await shop.post(`/promoters/${id}/tokens`, {})).body;
      return (await request("GET", `/v1/programs/${shop.id}/orders/o1/explanation`, { token })).body;
    };
    for (const promoter of [first, suspended]) {
      const body = await as(promoter);
      expect([body.amount, body.reversal, body.commission.customerIsNew]).toEqual([null, null, null]);
      expect([body.commission.items, body.commission.choices]).toEqual([[], []]);
      expect(JSON.stringify(body)).not.toMatch(/4321|1234|3087|secret-product|buyer/);
    }
    expect((await as(first)).attribution.touches).toMatchObject([
      { promoterId: first.id, verdict: "superseded" },
    ]);
    expect((await as(last)).amount).toBe(4_321);
  });
});
