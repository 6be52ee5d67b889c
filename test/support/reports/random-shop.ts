/** A shop with random orders over some weeks, of which some are refunded, voided, amended, disputed, and told late. */
import { expect } from "vitest";
import { Chance } from "../chance.ts";
import { openShop, type Promoter, type Shop } from "../shop.ts";

export interface RandomShop {
  readonly shop: Shop;
  readonly promoters: readonly Promoter[];
  readonly orderIds: readonly string[];
}

const PRODUCTS = ["tea", "cup", "pot"];

/** Both of these days have a change of clocks near them: New York's, and Berlin's a week before. */
const FIRST_MS = Date.UTC(2026, 9, 22);
const DAYS = 14;

export async function randomShop(seed: number, orders: number, settings: object = {}): Promise<RandomShop> {
  const chance = new Chance(seed);
  const shop = await openShop({ attribution: { model: "linear" }, ...settings });
  const line = await shop.line("top", "middle", "low");
  const promoters = [...line, await shop.promoter("alone")];
  for (const [place, promoter] of promoters.entries()) await shop.coupon(`CODE${place}`, promoter);
  const social = { referer: "https://weibo.com/" };
  const tokens = [await shop.tap(line[1]), await shop.tap(line[2], social), await shop.tap(line[1], social)];
  const orderIds: string[] = [];
  for (let n = 0; n < orders; n += 1) {
    const orderId = `o${n}`;
    orderIds.push(orderId);
    if (n === Math.floor(orders / 2)) {
      await shop.put(`/promoters/${line[2].id}/upline`, { uplineMemberId: "alone", reason: "moved" });
    }
    await sell(shop, orderId, chance, { tokens, promoters: promoters.length });
    if (chance.hits(0.6)) await change(shop, orderIds[chance.between(0, n)] ?? orderId, `e${n}`, chance);
  }
  await shop.settle();
  const clicks = async () => (await shop.get("/reports/summary")).body.clicks as number;
  await expect.poll(clicks).toBe(tokens.length);
  return { shop, promoters, orderIds };
}

interface Credited {
  readonly tokens: readonly string[];
  readonly promoters: number;
}

async function sell(shop: Shop, orderId: string, chance: Chance, { tokens, promoters }: Credited) {
  const items = Array.from({ length: chance.between(0, 3) }, () => ({
    productId: chance.oneOf(PRODUCTS),
    quantity: 1,
    amount: chance.between(0, 9_999),
  }));
  const sum = items.reduce((total, { amount }) => total + amount, 0);
  const more = chance.oneOf([
    { clickTokens: tokens },
    { clickTokens: tokens.slice(0, 1) },
    { clickTokens: tokens.slice(1), couponCode: `CODE${chance.between(0, promoters - 1)}` },
    { couponCode: `CODE${chance.between(0, promoters - 1)}`, occurredAt: someTime(chance) },
    { couponCode: `CODE${chance.between(0, promoters - 1)}`, occurredAt: someTime(chance) },
    { occurredAt: someTime(chance) },
  ]);
  const customer = chance.hits(0.7) ? { customerId: `c${chance.between(1, 9)}` } : {};
  const amount = items.length === 0 ? chance.between(0, 9_999) : sum;
  const sold = items.length === 0 ? {} : { items };
  const answer = await shop.order(orderId, amount, { ...more, ...customer, ...sold });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

function someTime(chance: Chance): string {
  return new Date(FIRST_MS + chance.between(0, DAYS * 86_400_000)).toISOString();
}

async function change(shop: Shop, orderId: string, eventId: string, chance: Chance): Promise<void> {
  const amount = chance.between(1, 4_000);
  await shop.event(orderId, "received", `${eventId}-received`);
  switch (chance.between(0, 6)) {
    case 0:
      await shop.event(orderId, "refunded", eventId, {
        amount,
        items: [{ productId: chance.oneOf(PRODUCTS), quantity: 1, amount }],
      });
      return;
    case 1:
      await shop.event(orderId, "amended", eventId, { amount: chance.between(0, 15_000) });
      return;
    case 2:
      await shop.event(orderId, "cancelled", eventId);
      return;
    case 3:
      await shop.event(orderId, "dispute_lost", eventId, { amount });
      return;
    case 4:
      await shop.event(orderId, "refunded", eventId, { amount });
      await shop.event(orderId, "refund_voided", `${eventId}-void`, { voids: eventId });
      return;
    default:
      await shop.event(orderId, "refunded", eventId, { amount });
  }
}
