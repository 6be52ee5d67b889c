import { describe, expect, test } from "vitest";
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import {
  asExplanation,
  recomputeCommissions,
  recomputeCredits,
  recomputeReversed,
} from "../../support/recompute-explanation.ts";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { clickAt, tokenOf, touchAt } from "../../support/touches.ts";

const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** A seeded source of choices: a failing run names its seed. */
function choices(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number) => Math.floor(next() * most);
  return {
    below,
    one: <T>(from: readonly T[]): T => {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error("nothing to choose from");
      return found;
    },
    chance: (of: number) => next() < of,
  };
}

const RULES = [
  {
    id: "base",
    scope: {},
    levels: [
      { level: 1, kind: "percentage", rateBps: 977 },
      { level: 2, kind: "percentage", rateBps: 333 },
      { level: 3, kind: "percentage", rateBps: 111 },
    ],
  },
  {
    id: "phones",
    scope: { categoryId: "phones" },
    levels: [
      { level: 1, kind: "hybrid", rateBps: 250, amount: 301 },
      { level: 2, kind: "fixed", amount: 77 },
    ],
  },
  {
    id: "case",
    scope: { productId: "case" },
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_500, min: 50, max: 4_000 },
      { level: 3, kind: "fixed", amount: 13 },
    ],
  },
  {
    id: "cable",
    scope: { productId: "cable", categoryId: "phones" },
    priority: 1,
    levels: [
      { level: 1, kind: "fixed", amount: 900 },
      { level: 2, kind: "fixed", amount: 800 },
      { level: 3, kind: "fixed", amount: 700 },
    ],
  },
  {
    id: "past",
    scope: { productId: "case" },
    priority: 9,
    validTo: "2020-01-01T00:00:00Z",
    levels: [{ level: 1, kind: "fixed", amount: 1 }],
  },
];

const PRODUCTS = [
  { productId: "case", categoryId: "phones" },
  { productId: "cable", categoryId: "phones" },
  { productId: "phone", categoryId: "phones" },
  { productId: "book", categoryId: "books" },
  { productId: "pen" },
];

interface Town {
  readonly shop: Shop;
  readonly promoters: readonly Promoter[];
}

/** Nine promoters in three lines, one of them suspended, two with coupons. */
async function town(settings: Record<string, unknown>): Promise<Town> {
  const shop = await openShop(settings, RULES);
  const lines = [
    await shop.line("a1", "a2", "a3"),
    await shop.line("b1", "b2", "b3"),
    await shop.line("c1", "c2", "c3"),
  ];
  const promoters = lines.flat();
  const [, suspended, , third] = promoters;
  if (suspended === undefined || third === undefined) throw new Error("nine promoters");
  await shop.patch(`/promoters/${suspended.id}`, { status: "suspended" });
  await shop.coupon("SAVE", third);
  await shop.coupon("GONE", suspended);
  return { shop, promoters };
}

async function randomOrder({ shop, promoters }: Town, orderId: string, seed: number) {
  const pick = choices(seed);
  const atMs = Date.now() - DAY;
  const tokens = await Promise.all(
    Array.from({ length: pick.below(4) }, async () => {
      const touches = Array.from({ length: 1 + pick.below(6) }, () =>
        touchAt(
          pick.one(promoters),
          atMs - pick.below(40 * DAY) + 90_000,
          pick.chance(0.2) ? "impression" : "click",
        ),
      );
      const [click, ...earlier] = touches;
      if (click === undefined) throw new Error("at least one touch");
      return await tokenOf(shop, click, earlier);
    }),
  );
  const items = Array.from({ length: pick.below(5) }, () => ({
    ...pick.one(PRODUCTS),
    quantity: 1 + pick.below(4),
    amount: pick.below(30_000),
  }));
  const amount = items.length > 0 ? items.reduce((sum, item) => sum + item.amount, 0) : pick.below(50_000);
  const more = {
    ...(items.length > 0 ? { items } : {}),
    ...(pick.chance(0.6) ? { customerId: pick.one(["buyer-1", "buyer-2", "a1", "c2"]) } : {}),
    ...(pick.chance(0.2) ? { couponCode: pick.one(["save", "gone", "nothing"]) } : {}),
    clickTokens: tokens,
    occurredAt: iso(atMs),
  };
  const answer = await shop.order(orderId, amount, more);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  if (pick.chance(0.5)) await shop.event(orderId, "refunded", "r1", { amount: pick.below(amount + 1) });
  if (pick.chance(0.2)) await shop.event(orderId, "refunded", "r2", { amount: pick.below(5_000) });
  if (pick.chance(0.2)) await shop.event(orderId, "refund_voided", "v1", { voids: "r1" });
}

describe("an explanation", () => {
  test.each(ATTRIBUTION_MODELS.map((model, place) => [model, 101 + place] as const))(
    "says every cent of random orders under %s, by its JSON alone (seed %i)",
    async (model, seed) => {
      const town_ = await town({
        attribution: { model, impressionLookback: "P3D", precedence: ["coupon", "touch", "binding"] },
        commission: {
          maxLevels: 3,
          capBps: 1_800,
          inactiveUpline: seed % 2 === 0 ? "compress" : "forfeit",
        },
      });
      let [credited, cut, refunded] = [0, 0, 0];
      for (let index = 0; index < 24; index += 1) {
        const orderId = `o${index}`;
        await randomOrder(town_, orderId, seed * 1_000 + index);
        const answer = await town_.shop.get(`/orders/${orderId}/explanation`);
        expect(answer.status).toBe(200);
        const explanation = asExplanation(answer.body);
        const order = (await town_.shop.get(`/orders/${orderId}`)).body;
        expect(recomputeCredits(explanation)).toEqual(order.attribution.credits);
        expect(recomputeReversed(explanation)).toBe(order.reversedAmount);
        const shown = order.commissions.map((one: Record<string, unknown>) => ({
          promoterId: one["promoterId"],
          creditedPromoterId: one["creditedPromoterId"],
          level: one["level"],
          amount: one["amount"],
          kept: one["kept"],
        }));
        expect(recomputeCommissions(explanation).map(({ cut: _cut, ...one }) => one)).toEqual(shown);
        for (const commission of answer.body.commission.commissions) {
          const lines = commission.lines.reduce(
            (sum: number, line: { amount: number }) => sum + line.amount,
            0,
          );
          expect(commission.beforeCap).toBe(lines);
          expect(commission.beforeCap - commission.cut).toBe(commission.amount);
          cut += commission.cut;
          refunded += commission.amount - commission.kept;
        }
        credited += order.attribution.credits.length;
      }
      expect(credited).toBeGreaterThan(10);
      expect(Math.min(cut, refunded)).toBeGreaterThan(0);
    },
  );

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
    const { shop, promoters } = await town({});
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
      text: "floor(1000 x 1500 / 10000), at least 50, at most 4000, = 150",
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

describe("a promoter's own token", () => {
  test("sees its own part of an explanation and nobody else's, and nothing of an order without one", async () => {
    const shop = await openShop({ attribution: { model: "linear" } });
    const [top, seller] = await shop.line("top", "seller");
    const [other, stranger] = [await shop.promoter("other"), await shop.promoter("stranger")];
    const now = Date.now();
    const clickTokens = [await clickAt(shop, seller, now - 2_000), await clickAt(shop, other, now - 1_000)];
    await shop.order("o1", 10_000, { customerId: "buyer", clickTokens });
    const as = async (promoter: Promoter) => {
      const made = await shop.post(`/promoters/${promoter.id}/tokens`, {});
      return await request("GET", `/v1/programs/${shop.id}/orders/o1/explanation`, {
        token: made.body.token,
      });
    };
    const own = await as(seller);
    expect(own.status).toBe(200);
    expect(own.body.customerId).toBeNull();
    expect(own.body.attribution.credits).toEqual([{ promoterId: seller.id, weightBps: 5_000 }]);
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
});
