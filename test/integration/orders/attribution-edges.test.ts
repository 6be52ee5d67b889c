import { describe, expect, test } from "vitest";
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { clickAt, tokenOf, touchAt } from "../../support/orders/touches.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
const whole = (promoter: Promoter) => [{ promoterId: promoter.id, weightBps: 10_000 }];

let orders = 0;

/** The attribution of an order with this evidence. */
async function decided(shop: Shop, more: Record<string, unknown>) {
  orders += 1;
  const answer = await shop.order(`order-${orders}`, 10_000, more);
  expect(answer.status).toBe(200);
  return answer.body.results[0].attribution;
}

describe("the edges of the window", () => {
  const lookback = { attribution: { clickLookback: "P7D", impressionLookback: "P1D" } };

  test.each([
    ["as old as the lookback", -7 * DAY, false],
    ["1 ms younger than the lookback", -7 * DAY + 1, true],
    ["1 ms older than the lookback", -7 * DAY - 1, false],
    ["at the order's very time", 0, true],
    ["60 s after the order it came with", MINUTE, true],
    ["60 s and 1 ms after the order it came with", MINUTE + 1, false],
    ["61 s after the order it came with", 61_000, false],
  ])("a click %s", async (_, offsetMs, counts) => {
    const shop = await openShop(lookback);
    const seller = await shop.promoter("seller");
    const atMs = Date.now() - 2 * DAY;
    const clickToken = await clickAt(shop, seller, atMs + offsetMs);
    const { basis, credits } = await decided(shop, { clickToken, occurredAt: iso(atMs) });
    expect({ basis, credits }).toEqual(
      counts ? { basis: "touch", credits: whole(seller) } : { basis: "none", credits: [] },
    );
  });

  test.each([
    ["at the order's very time", 0, true],
    ["1 ms after the order", 1, false],
    ["1 ms younger than the lookback", -7 * DAY + 1, true],
    ["as old as the lookback", -7 * DAY, false],
  ])("a click known by a proved identify alone, %s", async (_, offsetMs, counts) => {
    const shop = await openShop(lookback);
    const seller = await shop.promoter("seller");
    const atMs = Date.now() - 2 * DAY;
    await shop.identify("buyer", [await clickAt(shop, seller, atMs + offsetMs)]);
    const { credits } = await decided(shop, { customerId: "buyer", occurredAt: iso(atMs) });
    expect(credits).toEqual(counts ? whole(seller) : []);
  });

  test.each([
    ["1 ms younger than its lookback", -DAY + 1, true],
    ["as old as its lookback", -DAY, false],
  ])("an impression %s", async (_, offsetMs, counts) => {
    const shop = await openShop(lookback);
    const seller = await shop.promoter("seller");
    const atMs = Date.now() - 2 * DAY;
    const clickToken = await tokenOf(shop, touchAt(seller, atMs + offsetMs, "impression"));
    expect((await decided(shop, { clickToken, occurredAt: iso(atMs) })).credits).toEqual(
      counts ? whole(seller) : [],
    );
  });
});

describe("of two promoters", () => {
  async function two(settings: Record<string, unknown> = {}) {
    const shop = await openShop(settings);
    return { shop, one: await shop.promoter("one"), two: await shop.promoter("two") };
  }

  test("the one of the coupon stands before the one of the click", async () => {
    const { shop, one, two: other } = await two();
    await shop.coupon("SPRING", one);
    const clickToken = await shop.tap(other);
    expect(await decided(shop, { clickToken, couponCode: "spring" })).toMatchObject({
      basis: "coupon",
      credits: whole(one),
    });
  });

  test("the bound one stands before the one of the click, and after the one of the coupon", async () => {
    const { shop, one, two: other } = await two();
    await shop.coupon("SPRING", other);
    await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    const clickToken = await shop.tap(other);
    const bound = await decided(shop, { customerId: "buyer", clickToken });
    expect(bound).toMatchObject({ basis: "binding", credits: whole(one) });
    const byCoupon = await decided(shop, { customerId: "buyer", clickToken, couponCode: "SPRING" });
    expect(byCoupon).toMatchObject({ basis: "coupon", credits: whole(other) });
  });

  test("the program's own precedence decides: here the click stands before binding and coupon", async () => {
    const { shop, one, two: other } = await two({ attribution: { precedence: ["touch", "binding"] } });
    await shop.coupon("SPRING", one);
    await shop.post("/bindings", { customerId: "buyer", promoterId: one.id });
    const clickToken = await shop.tap(other);
    const more = { customerId: "buyer", clickToken, couponCode: "SPRING" };
    expect(await decided(shop, more)).toMatchObject({ basis: "touch", credits: whole(other) });
    expect(await decided(shop, { couponCode: "SPRING" })).toMatchObject({ basis: "none" });
  });

  test("an impression counts for nothing beside a click, and for something without one, when switched on", async () => {
    const { shop, one, two: other } = await two({ attribution: { impressionLookback: "P1D" } });
    const now = Date.now();
    const seen = touchAt(one, now - 1_000, "impression");
    const clicked = touchAt(other, now - 2_000);
    expect((await decided(shop, { clickToken: await tokenOf(shop, seen, [clicked]) })).credits).toEqual(
      whole(other),
    );
    expect((await decided(shop, { clickToken: await tokenOf(shop, seen) })).credits).toEqual(whole(one));
    const { shop: plain, one: unseen } = await two();
    const token = await tokenOf(plain, touchAt(unseen, now - 1_000, "impression"));
    expect((await decided(plain, { clickToken: token })).credits).toEqual([]);
  });
});

describe("a coupon", () => {
  test("ignores case, is one promoter's alone, and a repeat answers it as it is", async () => {
    const shop = await openShop();
    const [one, two] = [await shop.promoter("one"), await shop.promoter("two")];
    const made = await shop.coupon("Spring-20", one, { expiresAt: "2030-01-01T00:00:00Z" });
    expect(made).toMatchObject({
      status: 201,
      body: { code: "Spring-20", promoterId: one.id, expiresAt: "2030-01-01T00:00:00.000Z" },
    });
    const again = await shop.coupon("SPRING-20", one, { expiresAt: "2030-01-01T00:00:00Z" });
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotent-replay")).toBe("true");
    expect(await shop.coupon("spring-20", two)).toMatchObject({
      status: 409,
      body: { code: "coupon_taken" },
    });
    const nobody = await shop.post("/coupons", { code: "X", promoterId: "pr_zzz" });
    expect(nobody).toMatchObject({ status: 422, body: { code: "no_such_promoter" } });
    expect((await shop.get("/coupons")).body.data).toMatchObject([{ code: "Spring-20", promoterId: one.id }]);
    expect((await decided(shop, { couponCode: "sPRING-20" })).credits).toEqual(whole(one));
  });

  test("counts until it ends, as of the order's time, whenever the order is told", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const endsAtMs = Date.now() - DAY;
    await shop.coupon("OLD", seller);
    const ended = await shop.patch("/coupons/old", { expiresAt: iso(endsAtMs) });
    expect(ended).toMatchObject({ status: 200, body: { expiresAt: iso(endsAtMs) } });
    const at = async (ms: number) =>
      (await decided(shop, { couponCode: "OLD", occurredAt: iso(ms) })).credits;
    expect(await at(endsAtMs - 1)).toEqual(whole(seller));
    expect(await at(endsAtMs)).toEqual([]);
    expect((await shop.patch("/coupons/old", { expiresAt: null })).body.expiresAt).toBeNull();
    expect(await at(Date.now())).toEqual(whole(seller));
    expect((await shop.patch("/coupons/never", { expiresAt: null })).status).toBe(404);
  });

  test("that is unknown, ended, of a suspended promoter or the buyer's own falls through to the click", async () => {
    const shop = await openShop();
    const [seller, gone] = [await shop.promoter("seller"), await shop.promoter("gone")];
    await shop.promoter("buyer");
    await shop.coupon("GONE", gone);
    await shop.coupon("OLD", seller, { expiresAt: iso(Date.now() - 1) });
    await shop.coupon("OWN", { id: (await shop.get("/promoters")).body.data[2].id, memberId: "buyer" });
    await shop.patch(`/promoters/${gone.id}`, { status: "suspended" });
    const clickToken = await shop.tap(seller);
    for (const couponCode of ["UNKNOWN", "OLD", "GONE", "OWN"]) {
      const found = await decided(shop, { couponCode, clickToken, customerId: "buyer" });
      expect(found).toMatchObject({ basis: "touch", credits: whole(seller) });
    }
  });

  test("counts in each order of a batch of 500 by itself", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    await shop.coupon("MANY", seller);
    const conversions = Array.from({ length: 500 }, (_, index) => ({
      orderId: `b${index}`,
      amount: 100,
      currency: "CNY",
      couponCode: index % 2 === 0 ? "many" : `unknown-${index}`,
    }));
    const answer = await shop.post("/conversions", { conversions });
    const bases = answer.body.results.map(
      (result: { attribution: { basis: string } }) => result.attribution.basis,
    );
    expect(bases.filter((basis: string) => basis === "coupon")).toHaveLength(250);
    expect(bases.filter((basis: string) => basis === "none")).toHaveLength(250);
  });
});

describe("a token that is not this program's own", () => {
  test("of another program, of a stranger's key or edited in any byte earns nothing", async () => {
    const [shop, other] = [await openShop(), await openShop()];
    const seller = await shop.promoter("seller");
    const thief = await other.promoter("seller");
    const foreign = await other.tap(thief);
    expect((await decided(shop, { clickToken: foreign })).credits).toEqual([]);
    const bytes = Buffer.from(await shop.tap(seller), "base64url");
    const edited = Array.from(bytes, (_, index) => {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ (1 << (index % 8));
      return copy.toString("base64url");
    });
    for (let start = 0; start < edited.length; start += 20) {
      const clickTokens = edited.slice(start, start + 20);
      expect((await decided(shop, { clickTokens })).credits).toEqual([]);
    }
    const cut = Array.from(bytes.subarray(0, -1), (_, length) =>
      bytes.subarray(0, length).toString("base64url"),
    );
    for (let start = 0; start < cut.length; start += 20) {
      expect((await decided(shop, { clickTokens: cut.slice(start, start + 20) })).credits).toEqual([]);
    }
    expect((await decided(shop, { clickToken: bytes.toString("base64url") })).credits).toEqual(whole(seller));
  });
});

describe("a preview", () => {
  test("answers every model for touches as told, and changes nothing", async () => {
    const shop = await openShop();
    const [a, b] = [await shop.promoter("a"), await shop.promoter("b")];
    const at = Date.now();
    const answer = await shop.post("/attribution/preview", {
      occurredAt: iso(at),
      touches: [
        { promoterId: a.id, kind: "click", occurredAt: iso(at - 8 * DAY) },
        { promoterId: b.id, kind: "click", occurredAt: iso(at - DAY) },
        { promoterId: b.id, kind: "click", occurredAt: iso(at - 31 * DAY) },
      ],
    });
    expect(answer.status).toBe(200);
    const half = [
      { promoterId: a.id, weightBps: 5_000 },
      { promoterId: b.id, weightBps: 5_000 },
    ];
    expect(Object.keys(answer.body.models)).toEqual(ATTRIBUTION_MODELS);
    expect(answer.body.models).toMatchObject({
      first_click: { credits: whole(a) },
      last_click: { credits: whole(b) },
      linear: { credits: half },
      position_based: { credits: half },
      time_decay: {
        credits: [
          { promoterId: a.id, weightBps: 3_333 },
          { promoterId: b.id, weightBps: 6_667 },
        ],
      },
    });
    expect(answer.body.touches[0]).toMatchObject({ promoterId: b.id, verdict: "outside_lookback" });
    expect((await shop.get("/orders")).body.data).toEqual([]);
  });

  test("answers them for an order that is known, whose own credits stay", async () => {
    const shop = await openShop();
    const [a, b] = [await shop.promoter("a"), await shop.promoter("b")];
    const now = Date.now();
    await shop.identify("buyer", [await clickAt(shop, a, now - 3_000)]);
    await shop.order("o1", 10_000, { customerId: "buyer", clickToken: await clickAt(shop, b, now - 2_000) });
    const before = (await shop.get("/orders/o1")).body;
    const { body } = await shop.post("/attribution/preview", { orderId: "o1" });
    expect(body.models.first_click.credits).toEqual(whole(a));
    expect(body.models.last_click.credits).toEqual(whole(b));
    expect(body.models.linear.credits).toHaveLength(2);
    expect((await shop.get("/orders/o1")).body).toEqual(before);
    expect((await shop.post("/attribution/preview", { orderId: "nope" })).status).toBe(404);
    const wrong = {
      occurredAt: iso(now),
      touches: [{ promoterId: "x", kind: "click", occurredAt: iso(now) }],
    };
    expect(await shop.post("/attribution/preview", wrong)).toMatchObject({
      status: 422,
      body: { code: "no_such_promoter" },
    });
  });
});

test("of touches of one instant the promoter's id decides, not the sequence in which a preview tells them", async () => {
  const shop = await openShop();
  const [a, b] = [await shop.promoter("a"), await shop.promoter("b")];
  const occurredAt = new Date(Date.now() - 1_000).toISOString();
  const touches = [a, b].map(({ id }) => ({ promoterId: id, kind: "click", occurredAt }));
  const models = async (told: object[]) =>
    (await shop.post("/attribution/preview", { occurredAt: new Date().toISOString(), touches: told })).body
      .models;
  const first = await models(touches);
  expect(first.first_click.credits[0].promoterId).toBe(a.id);
  expect(await models(touches.toReversed())).toEqual(first);
});
