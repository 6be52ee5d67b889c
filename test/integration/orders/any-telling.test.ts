/**
 * Random journeys, orders and events, spelled as checkouts spell them and told in random ways. One by one, in batches, at once,
 * late, again, by API and by webhook. They end in the commissions of a plain model that knows of none of these.
 */
import { expect, test } from "vitest";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { type PlainKept, plainOrders } from "../../support/plain/told-orders.ts";
import { Telling } from "../../support/telling/telling.ts";
import { budgetsIn, keptIn, takenIn, wallets } from "../../support/telling/world-answers.ts";
import { openWorld, refOf, type World, withCampaigns } from "../../support/telling/world-shop.ts";
import { type WorldKind, worldOrders } from "../../support/telling/world.ts";

/** A world that fails is named by its seed, and comes again. */
const FIRST_SEED = 1;
const WORLDS = sized(1, 4);

/** A world of which everything has been told, with what the plain model says of it. */
async function toldWorld(seed: number, kind: WorldKind, hasBudgets = false) {
  const chance = new Chance(seed);
  const opened = await openWorld(chance, kind);
  const orders = worldOrders(chance, kind, opened.promoters.map(refOf), Date.now());
  const world = hasBudgets ? await withCampaigns(chance, opened, orders) : opened;
  const expected = plainOrders(world.program, orders);
  await new Telling(chance, world.shop, kind).tell(orders);
  return { world, orders, expected, kept: await keptIn(world, orders) };
}

/** What each promoter's commissions keep together. */
function sumsOf({ promoters }: World, kept: PlainKept): number[] {
  return promoters.map((promoter) =>
    Object.entries(kept)
      .filter(([name]) => Number(name.split("/")[2]) === refOf(promoter))
      .reduce((sum, [, amount]) => sum + amount, 0),
  );
}

function seeds(): number[] {
  return Array.from({ length: WORLDS }, (_, index) => FIRST_SEED + index);
}

test.each(["apart", "in_turn"] as const)(
  `orders that stand %s earn the same in whatever way they are told, in ${WORLDS} worlds`,
  async (kind) => {
    for (const seed of seeds()) {
      const { world, expected, kept } = await toldWorld(seed, kind);
      expect([seed, kept]).toEqual([seed, expected.kept]);
      expect([seed, await wallets(world)]).toEqual([seed, sumsOf(world, expected.kept)]);
    }
  },
);

test(`told in turn, each order takes of a budget what those before it left, in ${WORLDS} worlds`, async () => {
  for (const seed of seeds()) {
    const { world, orders, expected, kept } = await toldWorld(seed, "in_turn_under_budgets", true);
    expect([seed, await takenIn(world, orders)]).toEqual([seed, expected.taken]);
    expect([seed, kept]).toEqual([seed, expected.kept]);
    expect([seed, await wallets(world)]).toEqual([seed, sumsOf(world, kept)]);
    for (const { id, budget, reserved, spent, paid } of await budgetsIn(world, kept, expected.taken)) {
      expect([seed, id, reserved, spent]).toEqual([seed, id, 0, paid]);
      expect(spent).toBeLessThanOrEqual(budget);
    }
  }
});

test(`told anyhow, orders want the same of a budget, and it pays what they keep and no unit more, in ${WORLDS} worlds`, async () => {
  for (const seed of seeds()) {
    const { world, orders, expected, kept } = await toldWorld(seed, "apart_under_budgets", true);
    const taken = await takenIn(world, orders);
    const wanted = (all: typeof taken) =>
      Object.entries(all).map(([orderId, one]) => [orderId, one.campaignId, one.wanted]);
    expect([seed, wanted(taken)]).toEqual([seed, wanted(expected.taken)]);
    for (const one of Object.values(taken)) expect(one.granted).toBeLessThanOrEqual(one.wanted);
    expect([seed, await wallets(world)]).toEqual([seed, sumsOf(world, kept)]);
    for (const { id, budget, reserved, spent, paid } of await budgetsIn(world, kept, taken)) {
      expect([seed, id, reserved, spent]).toEqual([seed, id, 0, paid]);
      expect(spent).toBeLessThanOrEqual(budget);
    }
  }
});
