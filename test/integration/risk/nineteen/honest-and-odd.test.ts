/** Beside the nineteen frauds: eight honest ways to be odd. None of their orders waits, and none is worth a unit less. */
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";
import { clickAt } from "../../../support/edge/click-at.ts";
import { bought, Buyer, CARRIER, linkOf, type Tapping } from "../../../support/risk/buyers.ts";
import { expectUnheld, type HonestCase } from "../../../support/risk/played-case.ts";
import { people, settled } from "../../../support/risk/suspicions.ts";
import type { Shop } from "../../../support/shop.ts";

const OFFICE: Tapping = { headers: { "cf-connecting-ip": "203.0.113.9" } };
const MOBILE: Tapping = { headers: { "cf-connecting-ip": "198.51.100.4" }, cf: CARRIER };

/** Everybody taps one promoter's link and buys, each with a browser of its own. */
async function crowd(shop: Shop, customers: readonly string[], tapping: Tapping): Promise<string[]> {
  const link = await linkOf(shop, await shop.promoter("seller"));
  const orders: string[] = [];
  for (const customerId of customers) {
    const clickToken = await new Buyer().tap(link, tapping);
    orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken }));
  }
  return orders;
}

const HONEST: readonly HonestCase[] = [
  {
    number: 1,
    name: "colleagues behind one address of an office",
    story: async (shop) => await crowd(shop, people(15), OFFICE),
  },
  {
    number: 2,
    name: "customers of a carrier, who have one address together",
    story: async (shop) => await crowd(shop, people(15), MOBILE),
  },
  {
    number: 3,
    name: "fans of a live room, who open many products and buy within half a minute",
    story: async (shop) => {
      const host = await shop.promoter("host");
      const links = await Promise.all(people(5).map(async () => await linkOf(shop, host)));
      const orders: string[] = [];
      for (const customerId of people(6)) {
        const fan = new Buyer();
        let clickToken = "";
        for (const link of links) clickToken = await fan.tap(link);
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken, seconds: 20 }));
      }
      return orders;
    },
  },
  {
    number: 4,
    name: "a family with one phone, one address and one card",
    story: async (shop) => {
      const phone = new Buyer();
      const link = await linkOf(shop, await shop.promoter("seller"));
      const hashes = { address: "home", payment: "card", device: "phone" };
      const orders: string[] = [];
      for (const customerId of ["mother", "father", "child", "aunt", "uncle"]) {
        const clickToken = await phone.tap(link);
        orders.push(await bought(shop, `of-${customerId}`, { customerId, clickToken, hashes }));
        await settled(shop);
      }
      return orders;
    },
  },
  {
    number: 5,
    name: "a leader who orders and pays for thirty neighbours",
    story: async (shop) => {
      const phone = new Buyer();
      const link = await linkOf(shop, await shop.promoter("seller"));
      const orders: string[] = [];
      for (const neighbour of people(30)) {
        const clickToken = await phone.tap(link);
        const hashes = { payment: "the-leaders", device: "the-leaders", address: neighbour };
        orders.push(await bought(shop, `for-${neighbour}`, { customerId: "leader", clickToken, hashes }));
      }
      return orders;
    },
  },
  {
    number: 6,
    name: "customers of a coupon site, who look for its code before they pay, some of whom others had brought",
    story: async (shop) => {
      const [site, friend] = [await shop.promoter("site"), await shop.promoter("friend")];
      await shop.coupon("SAVE10", site);
      const [theSites, friends] = [await linkOf(shop, site), await linkOf(shop, friend)];
      const orders: string[] = [];
      for (const [place, customerId] of people(10).entries()) {
        const buyer = new Buyer();
        if (place < 4) await buyer.tap(friends);
        const clickToken = await buyer.tap(theSites);
        const order = { customerId, clickToken, couponCode: "SAVE10", seconds: 240 };
        orders.push(await bought(shop, `of-${customerId}`, order));
      }
      return orders;
    },
  },
  {
    number: 7,
    name: "a reader who orders eight days after the click",
    story: async (shop) => {
      const { id } = await shop.promoter("seller");
      const clickToken = await clickAt(shop.id, id, Date.now() - 8 * DAY_MS);
      return [await bought(shop, "late", { customerId: "reader", clickToken })];
    },
  },
  {
    number: 8,
    name: "a team that likes to buy from its own upline",
    story: async (shop) => {
      const [seller, ...team] = await shop.line("seller", "below", "lowest");
      const link = await linkOf(shop, seller);
      const orders: string[] = [];
      for (const { memberId } of team)
        for (const round of ["first", "second"]) {
          const clickToken = await new Buyer().tap(link);
          const order = { customerId: memberId, clickToken };
          orders.push(await bought(shop, `${round}-of-${memberId}`, order));
        }
      return orders;
    },
  },
];

describe("is not held, and earns to the unit what it earns unwatched:", () => {
  test.each(HONEST)("$number, $name", async (honest) => {
    await expect(expectUnheld(honest)).resolves.toBeUndefined();
  });
});
