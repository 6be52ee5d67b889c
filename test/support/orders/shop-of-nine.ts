/** A shop with nine promoters and rules of every kind: an explanation of its orders has much to say. */
import { openShop, type Promoter, type Shop } from "../shop.ts";

export const RULES = [
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
    id: "pen",
    scope: { productId: "pen" },
    levels: [
      { level: 1, kind: "fixed", amount: 250, per: "order" },
      { level: 2, kind: "percentage", rateBps: 500 },
      { level: 3, kind: "fixed", amount: 31, per: "order" },
    ],
  },
  {
    id: "young",
    scope: { productId: "pen", categoryId: "pens" },
    customerWithin: "P1M",
    levels: [{ level: 1, kind: "fixed", amount: 777, per: "order" }],
  },
  {
    id: "past",
    scope: { productId: "case" },
    priority: 9,
    validTo: "2020-01-01T00:00:00Z",
    levels: [{ level: 1, kind: "fixed", amount: 1 }],
  },
];

export interface ShopOfNine {
  readonly shop: Shop;
  readonly promoters: readonly Promoter[];
}

/** Nine promoters in three lines, one of them suspended, two with coupons. */
export async function openShopOfNine(settings: Record<string, unknown>): Promise<ShopOfNine> {
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
