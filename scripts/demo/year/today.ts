/** Today in the demo's year: real taps, orders that came by them, and some that came too soon after them. */
import type { Tributary } from "../../../sdk/node/tributary.ts";
import { send, WECHAT } from "../client.ts";
import { DemoFailure } from "../print.ts";
import { allOf } from "./all-of.ts";
import type { Chance } from "./chance.ts";
import type { Seller } from "./shop.ts";

const TAPS = 240;

/** Taps share links as browsers do: a click's time is the service's own, so that none lies in the past. @returns tokens. */
export async function tapLinks(chance: Chance, sellers: readonly Seller[]): Promise<string[]> {
  const tapped = Array.from({ length: TAPS }, () => chance.of(chance.of(sellers, 2).links));
  const tokens: string[] = [];
  await allOf(tapped, async (url) => void tokens.push(await tap(url)));
  return tokens;
}

async function tap(url: string): Promise<string> {
  const { headers } = await send(url, {
    headers: {
      "user-agent": WECHAT,
      accept: "text/html",
      "sec-fetch-dest": "document",
      "sec-fetch-mode": "navigate",
      "sec-fetch-user": "?1",
    },
  });
  const token = new URL(headers.location ?? "").searchParams.get("tby");
  if (token === null) throw new DemoFailure(`${url} gave no click token`);
  return token;
}

/** Orders of buyers who tapped a while ago, and who took their time. */
export async function buyByLink(api: Tributary, tokens: readonly string[]): Promise<void> {
  const conversions = tokens.slice(0, 30).map((clickToken, place) => ({
    orderId: `today-${place + 1}`,
    customerId: `visitor-${place + 1}`,
    amount: 9_900,
    currency: "CNY",
    clickToken,
    items: [{ productId: "spring-tea", categoryId: "tea", quantity: 1, amount: 9_900 }],
  }));
  await api.post("/v1/programs/{program}/conversions", { body: { conversions } });
}

const HURRIED = { promoters: 3, orders: 4 };

/** Orders within moments of their taps, again and again by the same promoters: a person has to look at them. */
export async function buyTooSoon(api: Tributary, sellers: readonly Seller[]): Promise<void> {
  const suspects = sellers.slice(-HURRIED.promoters);
  for (const { memberId, links } of suspects) {
    for (let number = 1; number <= HURRIED.orders; number += 1) {
      const clickToken = await tap(links[0] ?? "");
      const orderId = `hurried-${memberId}-${number}`;
      const order = { orderId, customerId: `${orderId}-buyer`, amount: 26_800, currency: "CNY", clickToken };
      await api.post("/v1/programs/{program}/conversions", { body: order });
    }
  }
}
