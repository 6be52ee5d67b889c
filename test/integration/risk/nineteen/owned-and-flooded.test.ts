/** The frauds 10 to 19 of nineteen: purchases of one's own, floods of one network, and many devices. Each ends in review. */
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";
import { bought, Buyer, DATA_CENTRE, linkOf } from "../../../support/risk/buyers.ts";
import { runNight } from "../../../support/risk/night.ts";
import { expectReviewed, type FraudCase } from "../../../support/risk/played-case.ts";
import { ahead, people, settled } from "../../../support/risk/suspicions.ts";
import { type Promoter, request, type Shop } from "../../../support/shop.ts";

const HOME = { "cf-connecting-ip": "203.0.113.7" };
const TOOL = { "user-agent": "Dalvik/2.1.0 (Linux; U; Android 9)" };

/** An honest promoter's order, which nobody is to hold. */
async function beside(shop: Shop): Promise<void> {
  const seller = await linkOf(shop, await shop.promoter("seller"));
  await bought(shop, "beside", { customerId: "beside", clickToken: await new Buyer().tap(seller) });
}

/** The promoter reads its wallet from home. */
async function seenAtHome(shop: Shop, promoter: Promoter): Promise<void> {
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  const wallet = `/v1/programs/${shop.id}/promoters/${promoter.id}/wallet`;
  await request("GET", wallet, { token, headers: HOME });
  // It is told behind the answer.
  await settled(shop);
}

/** The night after today, once the read model has all that was ordered. */
async function night(shop: Shop, orders: number): Promise<void> {
  await settled(shop);
  await expect.poll(async () => (await shop.get("/orders?limit=200")).body.data.length).toBe(orders);
  await runNight(shop.id, { day: Math.floor(Date.now() / DAY_MS) });
}

/** Twenty promoters as others are: six orders each, minutes after their clicks. */
async function others(shop: Shop): Promise<void> {
  for (let place = 0; place < 20; place += 1) {
    const clickToken = await new Buyer().tap(await linkOf(shop, await shop.promoter(`other-${place}`)));
    const order = { amount: 10_007, currency: "CNY", clickToken, occurredAt: ahead(240) };
    const customers = people(6).map((name) => `${place}-${name}`);
    const conversions = customers.map((customerId) => ({
      ...order,
      customerId,
      orderId: `of-${customerId}`,
    }));
    await shop.post("/conversions", { conversions });
  }
}

const OWN_PURCHASES: readonly FraudCase[] = [
  {
    number: 10,
    name: "a promoter buys by a second account, with its own address and card",
    code: "shared_contact",
    story: async (shop) => {
      await beside(shop);
      const [top, thief] = await shop.line("top", "thief");
      const hashes = { address: "a-1", payment: "p-1" };
      const own = await new Buyer().tap(await linkOf(shop, top));
      await bought(shop, "as-itself", { customerId: "thief", clickToken: own, hashes });
      await settled(shop);
      const clickToken = await new Buyer().tap(await linkOf(shop, thief));
      return [await bought(shop, "o1", { customerId: "second", clickToken, hashes })];
    },
  },
  {
    number: 11,
    name: "a promoter stands in two places of the tree, and is paid to one account",
    code: "shared_payee",
    story: async (shop) => {
      await beside(shop);
      const line = await shop.line("top", "thief");
      for (const promoter of line) await shop.namePayee(promoter);
      const clickToken = await new Buyer().tap(await linkOf(shop, line[1]));
      return [await bought(shop, "o1", { customerId: "buyer", clickToken })];
    },
  },
  {
    number: 12,
    name: "a promoter taps its own link at home, as somebody else",
    code: "same_network_as_promoter",
    story: async (shop) => {
      await beside(shop);
      const thief = await shop.promoter("thief");
      await seenAtHome(shop, thief);
      const clickToken = await new Buyer().tap(await linkOf(shop, thief), { headers: HOME });
      return [await bought(shop, "o1", { customerId: "second", clickToken })];
    },
  },
  {
    number: 13,
    name: "an account below the promoter buys from it, through a data centre",
    code: "near_in_tree",
    story: async (shop) => {
      await beside(shop);
      const [thief, below] = await shop.line("thief", "below");
      const clickToken = await new Buyer().tap(await linkOf(shop, thief), { cf: DATA_CENTRE });
      return [await bought(shop, "o1", { customerId: below.memberId, clickToken })];
    },
  },
  {
    number: 14,
    name: "two promoters buy from each other in a circle",
    code: "ring",
    story: async (shop) => {
      await beside(shop);
      const [a, b] = [await shop.promoter("a"), await shop.promoter("b")];
      const orders: string[] = [];
      for (const [seller, buyer] of [
        [a, b],
        [b, a],
      ] as const) {
        const link = await linkOf(shop, seller);
        for (const round of ["first", "second"]) {
          const order = { customerId: buyer.memberId, clickToken: await new Buyer().tap(link) };
          orders.push(await bought(shop, `${round}-of-${buyer.memberId}`, order));
        }
      }
      await night(shop, orders.length + 1);
      return orders;
    },
  },
];

const FLOODS: readonly FraudCase[] = [
  {
    number: 15,
    name: "a tool in a data centre taps and orders at once, for many accounts",
    code: "automated_browser",
    story: async (shop) => {
      await beside(shop);
      const link = await linkOf(shop, await shop.promoter("thief"));
      const orders: string[] = [];
      for (const customerId of people(5)) {
        const clickToken = await new Buyer().tap(link, { headers: TOOL, cf: DATA_CENTRE });
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken, seconds: 2 }));
      }
      return orders;
    },
  },
  {
    number: 16,
    name: "many accounts tap and buy from the network of their promoter",
    code: "same_network_as_promoter",
    story: async (shop) => {
      await beside(shop);
      const thief = await shop.promoter("thief");
      await seenAtHome(shop, thief);
      const link = await linkOf(shop, thief);
      const orders: string[] = [];
      for (const customerId of people(12)) {
        const clickToken = await new Buyer().tap(link, { headers: HOME });
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken }));
      }
      return orders;
    },
  },
  {
    number: 17,
    name: "a flood of orders, seconds after clicks of their own, which a night finds",
    code: "promoter_pattern",
    story: async (shop) => {
      await others(shop);
      const link = await linkOf(shop, await shop.promoter("thief"));
      const orders: string[] = [];
      for (const customerId of people(12)) {
        const clickToken = await new Buyer().tap(link);
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken, seconds: 9 }));
      }
      await night(shop, 20 * 6 + orders.length);
      return orders;
    },
  },
];

const DEVICES: readonly FraudCase[] = [
  {
    number: 18,
    name: "one customer orders from more browsers than anybody has",
    code: "devices_per_customer",
    story: async (shop) => {
      await beside(shop);
      const link = await linkOf(shop, await shop.promoter("thief"));
      const orders: string[] = [];
      for (let place = 0; place < 6; place += 1) {
        const clickToken = await new Buyer().tap(link);
        orders.push(await bought(shop, `o${place}`, { customerId: "many", clickToken }));
        await settled(shop);
      }
      return orders;
    },
  },
  {
    number: 19,
    name: "one device is that of many customers, whose clicks come from a data centre",
    code: "shared_contact",
    story: async (shop) => {
      await beside(shop);
      const link = await linkOf(shop, await shop.promoter("thief"));
      const orders: string[] = [];
      for (const customerId of people(6)) {
        const clickToken = await new Buyer().tap(link, { cf: DATA_CENTRE });
        const hashes = { device: "d-1" };
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken, hashes }));
        await settled(shop);
      }
      // Three may share a device: a family does.
      return orders.slice(3);
    },
  },
];

describe("ends in review with its reason, and its money is to the unit as without:", () => {
  test.each([...OWN_PURCHASES, ...FLOODS, ...DEVICES])("$number, $name", async (fraud) => {
    await expect(expectReviewed(fraud)).resolves.toBeUndefined();
  });
});
