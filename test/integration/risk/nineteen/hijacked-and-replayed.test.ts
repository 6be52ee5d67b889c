/** The frauds 1 to 9 of nineteen: credit that is taken at the checkout, and tokens that go round. Each ends in review. */
import { describe, expect, test } from "vitest";
import { report } from "../../../support/orders/page-orders.ts";
import { bought, BY_ITSELF, Buyer, DATA_CENTRE, linkOf } from "../../../support/risk/buyers.ts";
import { expectReviewed, type FraudCase } from "../../../support/risk/played-case.ts";
import { people } from "../../../support/risk/suspicions.ts";
import type { Shop } from "../../../support/shop.ts";

/** Links of somebody who brought a buyer, and of who takes the credit; and an order that nobody takes. */
async function rivals(shop: Shop): Promise<{ honest: string; thief: string }> {
  const [upline, seller] = await shop.line("upline", "seller");
  const honest = await linkOf(shop, seller);
  const thief = await linkOf(shop, await shop.promoter("thief", upline.memberId));
  await bought(shop, "beside", { customerId: "beside", clickToken: await new Buyer().tap(honest) });
  return { honest, thief };
}

const HIJACKS: readonly FraudCase[] = [
  {
    number: 1,
    name: "a coupon extension taps in a tab of its own, twenty seconds before the order",
    code: "credit_displaced",
    story: async (shop) => {
      const { honest, thief } = await rivals(shop);
      const clickTokens = [await new Buyer().tap(honest), await new Buyer().tap(thief)];
      return [await bought(shop, "o1", { customerId: "buyer", clickTokens, seconds: 20 })];
    },
  },
  {
    number: 2,
    name: "a toolbar taps in the buyer's browser, whose newest token alone comes with the order",
    code: "credit_displaced",
    story: async (shop) => {
      const { honest, thief } = await rivals(shop);
      const buyer = new Buyer();
      await buyer.tap(honest);
      const clickToken = await buyer.tap(thief);
      return [await bought(shop, "o1", { customerId: "buyer", clickToken, seconds: 20 })];
    },
  },
  {
    number: 3,
    name: "a click at the checkout takes a share, where clicks share an order",
    code: "credit_displaced",
    settings: { attribution: { model: "linear" } },
    story: async (shop) => {
      const { honest, thief } = await rivals(shop);
      const buyer = new Buyer();
      await buyer.tap(honest);
      const clickToken = await buyer.tap(thief);
      return [await bought(shop, "o1", { customerId: "buyer", clickToken, seconds: 20 })];
    },
  },
  {
    number: 4,
    name: "a script taps and orders within a second",
    code: "order_too_soon",
    story: async (shop) => {
      const { thief } = await rivals(shop);
      const clickToken = await new Buyer().tap(thief);
      return [await bought(shop, "o1", { customerId: "buyer", clickToken, seconds: 1 })];
    },
  },
  {
    number: 5,
    name: "a page stuffs a cookie through a data centre, over another promoter's click, while the buyer pays",
    code: "automated_browser",
    story: async (shop) => {
      const { honest, thief } = await rivals(shop);
      const buyer = new Buyer();
      await buyer.tap(honest);
      const clickToken = await buyer.tap(thief, { headers: BY_ITSELF, cf: DATA_CENTRE });
      return [await bought(shop, "o1", { customerId: "buyer", clickToken, seconds: 45 })];
    },
  },
];

/** One more than may order with one click. */
const CROWD = people(11);

const REPLAYS: readonly FraudCase[] = [
  {
    number: 6,
    name: "one token for many customers, one after the other",
    code: "customers_per_click",
    story: async (shop) => {
      const { thief } = await rivals(shop);
      const clickToken = await new Buyer().tap(thief);
      const orders: string[] = [];
      for (const customerId of CROWD)
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken }));
      return orders;
    },
  },
  {
    number: 7,
    name: "one token for many customers in one call, of whom none knows of the others",
    code: "customers_per_click",
    story: async (shop) => {
      const { thief } = await rivals(shop);
      const clickToken = await new Buyer().tap(thief);
      const occurredAt = new Date(Date.now() + 60_000).toISOString();
      const order = { amount: 10_007, currency: "CNY", clickToken, occurredAt };
      const conversions = CROWD.map((customerId) => ({ ...order, orderId: `of-${customerId}`, customerId }));
      await shop.post("/conversions", { conversions });
      return conversions.map(({ orderId }) => orderId);
    },
  },
  {
    number: 8,
    name: "one click as the whole token and as its short form, by the checkout and by its webhook",
    code: "customers_per_click",
    story: async (shop) => {
      const { honest, thief } = await rivals(shop);
      const buyer = new Buyer();
      await buyer.tap(honest);
      const whole = await buyer.tap(thief);
      const [short = ""] = whole.split(".");
      const orders: string[] = [];
      for (const [place, customerId] of CROWD.entries()) {
        const orderId = `of-${customerId}`;
        const order = { customerId, clickToken: place % 2 === 0 ? whole : short };
        if (place % 3 === 0) await told(shop, orderId, order);
        else await bought(shop, orderId, order);
        orders.push(orderId);
      }
      return orders;
    },
  },
  {
    number: 9,
    name: "a page reports an order that nobody signs, with a token that it picked up",
    code: "page_reported",
    settings: { attribution: { acceptPixelToken: true } },
    story: async (shop) => {
      const { thief } = await rivals(shop);
      const tby = await new Buyer().tap(thief);
      await report(shop, { order: "o1", tby });
      return ["o1"];
    },
  },
];

/** An order as the checkout's webhook tells it. */
async function told(shop: Shop, orderId: string, order: Record<string, unknown>): Promise<void> {
  const occurredAt = new Date(Date.now() + 60_000).toISOString();
  const data = { orderId, amount: 10_007, currency: "CNY", occurredAt, ...order };
  await shop.webhook("order.paid", data, `msg-${orderId}`);
}

describe("ends in review with its reason, and its money is to the unit as without:", () => {
  test.each([...HIJACKS, ...REPLAYS])("$number, $name", async (fraud) => {
    await expect(expectReviewed(fraud)).resolves.toBeUndefined();
  });
});
