/**
 * Random journeys, orders and events, spelled as checkouts spell them and told in random ways: one by one, in batches, at once,
 * late, again, by API and by webhook. They end in the commissions of a plain model that knows of none of these.
 */
import { expect, test } from "vitest";
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import { ruleSetOf } from "../../../worker/configuration/rules.shapes.ts";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";
import { type PlainKept, type PlainProgram, plainOrders } from "../../support/plain/told-orders.ts";
import { Telling } from "../../support/telling/telling.ts";
import { DAY, type WorldKind, type WorldOrder, worldOrders } from "../../support/telling/world.ts";

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

/** A world that fails is named by its seed, and comes again. */
const FIRST_SEED = 1;

interface World {
  readonly shop: Shop;
  readonly promoters: readonly Promoter[];
  readonly program: PlainProgram;
}

async function openWorld(chance: Chance, kind: WorldKind): Promise<World> {
  const attribution = {
    model: chance.oneOf(ATTRIBUTION_MODELS),
    precedence: chance.oneOf([
      ["coupon", "binding", "touch"],
      ["binding", "touch", "coupon"],
    ] as const),
  };
  const commission = { maxLevels: 3, capBps: chance.oneOf([1_950, 3_000]) };
  const binding = { mode: kind === "in_turn" ? "first" : "none" };
  const wire = (kind === "in_turn" ? IN_TURN : APART).map((rule) => ({
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
    binds: kind === "in_turn",
    rules: ruleSetOf(1, wire as never).rules,
    promoters: snapshots(promoters),
    coupons: new Map([
      ["SAVE10", refOf(x3)],
      ["ÉTÉ", refOf(y2)],
    ]),
  };
  return { shop, promoters, program };
}

function refOf({ id }: Promoter) {
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

async function keptIn({ shop, promoters }: World, orders: readonly WorldOrder[]): Promise<PlainKept> {
  const numbers = new Map(promoters.map((one) => [one.id, refOf(one)]));
  const kept: PlainKept = {};
  for (const { orderId } of orders) {
    const { body } = await shop.get(`/orders/${orderId}`);
    for (const one of body.commissions) {
      const name = `${orderId}/${numbers.get(one.creditedPromoterId)}/${numbers.get(one.promoterId)}/${one.level}`;
      if (one.kept > 0) kept[name] = one.kept;
    }
  }
  return kept;
}

async function wallets({ shop, promoters }: World): Promise<number[]> {
  return await Promise.all(
    promoters.map(async (promoter) => {
      const { body } = await shop.get(`/promoters/${promoter.id}/wallet`);
      return body.pending + body.held + body.available - body.debt;
    }),
  );
}

test.each([
  ["apart", sized(2, 12)],
  ["in_turn", sized(2, 12)],
] as const)(
  "orders that stand %s earn the same in whatever way they are told, in %i worlds",
  async (kind, worlds) => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + worlds; seed += 1) {
      const chance = new Chance(seed);
      const world = await openWorld(chance, kind);
      const orders = worldOrders(chance, kind, world.promoters.map(refOf), Date.now());
      const expected = plainOrders(world.program, orders);
      await new Telling(chance, world.shop, kind).tell(orders);
      expect([seed, await keptIn(world, orders)]).toEqual([seed, expected]);
      const own = world.promoters.map((promoter) =>
        Object.entries(expected)
          .filter(([name]) => Number(name.split("/")[2]) === refOf(promoter))
          .reduce((sum, [, amount]) => sum + amount, 0),
      );
      expect([seed, await wallets(world)]).toEqual([seed, own]);
    }
  },
);
