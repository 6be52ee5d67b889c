/** A shop for a world: its rules, promoters, coupons and campaigns, as the service and as the plain model know them. */
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import { ruleSetOf } from "../../../worker/configuration/rules.shapes.ts";
import { campaignSince } from "../campaigns/budget.ts";
import type { Chance } from "../chance.ts";
import { type PlainProgram, plainOrders } from "../plain/told-orders.ts";
import { openShop, type Promoter, type Shop } from "../shop.ts";
import { DAY, WORLD_KINDS, type WorldKind, type WorldOrder } from "./world.ts";

const percentage = (...rates: number[]) =>
  rates.map((rateBps, index) => ({ level: index + 1, kind: "percentage" as const, rateBps }));

const APART = [
  { id: "base", levels: percentage(977, 333, 111) },
  {
    id: "tea",
    scope: { productId: "tea" },
    levels: [{ level: 1, kind: "percentage", rateBps: 1_500, min: 40, max: 3_000 }],
  },
  {
    id: "cup",
    scope: { productId: "cup" },
    levels: [{ level: 1, kind: "fixed", amount: 301 }, ...percentage(0, 500).slice(1)],
  },
  {
    id: "pen",
    scope: { productId: "pen" },
    levels: [{ level: 1, kind: "hybrid", rateBps: 200, amount: 55 }],
  },
  {
    id: "lead",
    scope: { productId: "lead" },
    levels: [
      { level: 1, kind: "fixed", amount: 777, per: "order" },
      { level: 3, kind: "fixed", amount: 31, per: "order" },
    ],
  },
];
const BRACKETS = [
  { from: 0, rateBps: 500 },
  { from: 8_000, rateBps: 900 },
  { from: 40_000, rateBps: 1_400 },
];
const IN_TURN = [
  ...APART,
  {
    id: "drinks",
    scope: { categoryId: "drinks" },
    priority: 1,
    levels: [{ level: 1, kind: "tiered", basis: "lifetime_sales", brackets: BRACKETS }],
  },
  { id: "new", scope: { productId: "cup" }, priority: 2, customers: "new", levels: percentage(1_900) },
  { id: "young", scope: { productId: "pen" }, priority: 2, customerWithin: "P1M", levels: percentage(1_700) },
];
/** Rules of campaigns go before all others. */
const UNDER_BUDGETS = [
  {
    id: "sale",
    scope: { campaignId: "sale", productId: "jar" },
    priority: 3,
    levels: percentage(1_111, 222),
  },
  { id: "fair", scope: { campaignId: "fair" }, priority: 3, levels: percentage(1_300, 444, 5) },
];

export interface World {
  readonly shop: Shop;
  readonly promoters: readonly Promoter[];
  readonly program: PlainProgram;
}

export async function openWorld(chance: Chance, kind: WorldKind): Promise<World> {
  const attribution = {
    model: chance.oneOf(ATTRIBUTION_MODELS),
    precedence: chance.oneOf([
      ["coupon", "binding", "touch"],
      ["binding", "touch", "coupon"],
    ] as const),
  };
  const commission = { maxLevels: 3, capBps: chance.oneOf([1_950, 3_000]) };
  const { inTurn, budgets } = WORLD_KINDS[kind];
  const binding = { mode: inTurn ? "first" : "none" };
  const rules = [...(inTurn ? IN_TURN : APART), ...(budgets ? UNDER_BUDGETS : [])];
  const wire = rules.map((rule) => ({
    priority: 0,
    scope: {},
    customers: "all",
    ...rule,
  }));
  const shop = await openShop({ attribution, commission, binding }, wire);
  const promoters = [...(await shop.line("x1", "x2", "x3")), ...(await shop.line("y1", "y2"))];
  const [, , x3, , y2] = promoters;
  if (x3 === undefined || y2 === undefined) throw new Error("five promoters");
  await shop.coupon("SAVE10", x3);
  await shop.coupon("ÉTÉ", y2);
  await shop.coupon("OLD", x3, { expiresAt: new Date(Date.now() - 390 * DAY).toISOString() });
  const program: PlainProgram = {
    attribution: {
      clickLookbackMs: 30 * DAY,
      impressionLookbackMs: 0,
      halfLifeMs: 7 * DAY,
      graceMs: 0,
      acceptPixelToken: false,
      ...attribution,
    },
    commission: { selfPurchase: false, inactiveUpline: "forfeit", ...commission },
    binds: inTurn,
    rules: ruleSetOf(1, wire as never).rules,
    promoters: snapshots(promoters),
    coupons: new Map([
      ["SAVE10", refOf(x3)],
      ["ÉTÉ", refOf(y2)],
    ]),
    campaigns: [],
  };
  return { shop, promoters, program };
}

/**
 * Gives a world its campaigns. One was made before all orders, the other while they occurred: for those before, its name is a
 * label. Budgets have room for a part of what the orders want, for nearly all of it, or for more.
 */
export async function withCampaigns(
  chance: Chance,
  world: World,
  orders: readonly WorldOrder[],
): Promise<World> {
  const middle = orders[Math.floor(orders.length / 2)]?.occurredAtMs ?? 0;
  const made = [
    { id: "sale", madeAtMs: 1, budget: Infinity },
    { id: "fair", madeAtMs: middle, budget: Infinity },
  ];
  const wants = Object.values(plainOrders({ ...world.program, campaigns: made }, orders).taken);
  const campaigns = made.map(({ id, madeAtMs }) => {
    const wanted = wants.reduce((sum, one) => sum + (one.campaignId === id ? one.wanted : 0), 0);
    return { id, madeAtMs, budget: Math.floor(wanted * chance.oneOf([0, 0.2, 0.5, 0.9, 2])) };
  });
  for (const { id, madeAtMs, budget } of campaigns) await campaignSince(world.shop, id, madeAtMs, budget);
  return { ...world, program: { ...world.program, campaigns } };
}

export function refOf({ id }: Promoter) {
  const ref = parsePromoterId(id);
  if (ref === undefined) throw new Error(`no promoter's id: ${id}`);
  return ref;
}

/** Two lines: the first three, each below the one before, and the last two. */
function snapshots(promoters: readonly Promoter[]): PromoterSnapshot[] {
  const plain = promoters.map((one) => {
    return { ref: refOf(one), memberId: one.memberId, status: "active" as const, tier: "bronze", sinceMs: 0 };
  });
  return plain.map((one, place) => {
    const above = place < 3 ? plain.slice(0, place) : plain.slice(3, place);
    return { ...one, uplines: above.toReversed() };
  });
}
