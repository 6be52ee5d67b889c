/** A night goes on in slices. Each may come twice, and break off half-way, and what is found is the same. */
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { lookForDenseGroup, lookForRings } from "../../../worker/risk/look-for-groups.ts";
import { WINDOW_DAYS } from "../../../domain/risk/patterns/promoter-window.ts";
import { lastWholeDay } from "../../../worker/risk/look-for-patterns.ts";
import { readPromoterPurchases, readPurchases } from "../../../worker/risk/purchases.tables.ts";
import { Chance } from "../../support/chance.ts";
import { lastOf } from "../../support/risk/last-of.ts";
import { deliver, runNight } from "../../support/risk/night.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { watchLog } from "../../support/vitest/watch-log.ts";

const DAY_MS = 86_400_000;
const NIGHT = lastWholeDay(Date.now());
const SPAN = { from: NIGHT - WINDOW_DAYS + 1, to: NIGHT };

interface Row {
  readonly promoter: number;
  readonly atMs: number;
  readonly lagMs: number;
  readonly customer: string;
  readonly buyer: number | null;
  readonly network: number;
}

async function project(shop: Shop, rows: readonly Row[]): Promise<void> {
  const numbered = rows.map((row, place) => ({ ...row, id: `o${String(place).padStart(6, "0")}` }));
  await env.REPORTS.prepare(
    `INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
       under_review, basis, updated_at_ms, promoter, buyer, is_new_customer, click_to_order_ms, click_network, kept)
     SELECT ?1, value ->> 'id', 1, value ->> 'atMs', 1000, 0, value ->> 'customer', 'available', 0, 'touch', 1,
       value ->> 'promoter', value ->> 'buyer', 1, value ->> 'lagMs', value ->> 'network', 100 FROM json_each(?2)`,
  )
    .bind(shop.id, JSON.stringify(numbered))
    .run();
}

/** Thirty promoters, of whom one is a thief, three are a ring, and two live on themselves. */
function ordersOf(chance: Chance): Row[] {
  const row = (promoter: number, more: Partial<Row> = {}): Row => {
    const day = NIGHT - chance.between(0, WINDOW_DAYS - 1);
    return {
      promoter,
      atMs: day * DAY_MS + chance.between(0, DAY_MS - 1),
      lagMs: chance.between(1, 40) <= (promoter === 7 ? 25 : 1) ? 5_000 : chance.between(60_000, 9 * DAY_MS),
      customer: `c${chance.between(1, 100_000)}`,
      buyer: null,
      network: day * 65_536 + chance.between(1, 3),
      ...more,
    };
  };
  const each = Array.from({ length: 30 }, (_, place) => place + 1);
  const honest = each.flatMap((promoter) =>
    Array.from({ length: chance.between(10, 40) }, () => row(promoter)),
  );
  const ring = [11, 12, 13].flatMap((promoter, place, all) => {
    const buyer = all[(place + 1) % 3] ?? 0;
    return [row(promoter, { buyer }), row(promoter, { buyer })];
  });
  const group = [41, 42].flatMap((promoter) =>
    Array.from({ length: 24 }, (_, place) => row(promoter, { customer: `g${place % 6}` })),
  );
  return [...honest, ...ring, ...group];
}

async function kept(shop: Shop) {
  const { results } = await env.REPORTS.prepare(
    "SELECT promoter, day, figures, patterns FROM promoter_statistics WHERE program_id = ? ORDER BY promoter",
  )
    .bind(shop.id)
    .all<{ promoter: number; day: number; figures: string; patterns: string }>();
  return results.map(({ figures, patterns, ...row }) => ({
    ...row,
    figures: JSON.parse(figures),
    patterns: JSON.parse(patterns) as { readonly pattern: string }[],
  }));
}

afterEach(() => {
  vi.restoreAllMocks();
});

async function forget(shop: Shop): Promise<void> {
  for (const table of ["promoter_sums", "promoter_statistics"])
    await env.REPORTS.prepare(`DELETE FROM ${table} WHERE program_id = ?`).bind(shop.id).run();
}

test("a night whose slices come twice and break off half-way finds what an undisturbed one does", async () => {
  const shop = await openShop();
  const rows = ordersOf(new Chance(4));
  await project(shop, rows);
  const slices = await runNight(shop.id);
  const phases = [...new Set(slices.map(({ phase }) => phase ?? "sums"))];
  expect(phases).toEqual(["sums", "judge", "signs", "rings", "dense_group", "keep", "note"]);
  expect(slices.filter(({ phase = "sums" }) => phase === "sums").map(({ after = 0 }) => after)).toEqual([
    0,
    NIGHT - 21,
    NIGHT - 14,
    NIGHT - 7,
  ]);
  const quiet = await kept(shop);
  const counted = Map.groupBy(rows, ({ promoter }) => promoter);
  expect(quiet.map(({ promoter, figures }) => [promoter, figures.orders, figures.sales])).toEqual(
    [...counted]
      .sort(([a], [b]) => a - b)
      .map(([promoter, own]) => [promoter, own.length, own.length * 1_000]),
  );
  const shown = (promoter: number) =>
    quiet.find((one) => one.promoter === promoter)?.patterns.map(({ pattern }) => pattern);
  expect(shown(7)).toContain("orders_soon_after_click");
  for (const promoter of [11, 12, 13]) expect(shown(promoter)).toContain("ring");
  for (const promoter of [41, 42]) expect(shown(promoter)).toContain("dense_group");

  vi.spyOn(console, "error").mockReturnValue();
  for (const disturbance of [{ isTwice: true }, { breaksAfter: 0 }, { isTwice: true, breaksAfter: 2 }]) {
    await forget(shop);
    await runNight(shop.id, disturbance);
    expect(await kept(shop)).toEqual(quiet);
  }
  // A slice that comes once more when all is over changes nothing.
  for (const slice of slices) await deliver(slice);
  expect(await kept(shop)).toEqual(quiet);
});

test("the next night begins anew, and a late slice of the last one changes nothing of it", async () => {
  const shop = await openShop();
  await project(shop, ordersOf(new Chance(5)));
  const earlier = await runNight(shop.id, { day: NIGHT - 1 });
  const before = await kept(shop);
  await runNight(shop.id);
  const after = await kept(shop);
  expect(after).not.toEqual(before);
  expect(new Set(after.map(({ day }) => day))).toEqual(new Set([NIGHT]));
  for (const slice of earlier) await deliver(slice);
  expect(await kept(shop)).toEqual(after);
  await forget(shop);
  await runNight(shop.id);
  expect(await kept(shop)).toEqual(after);
});

test("purchases beyond the bound are the oldest ones, and the log says how many", async () => {
  const shop = await openShop();
  const pair = [await shop.promoter("a"), await shop.promoter("b")].map(({ id }) => parsePromoterId(id) ?? 0);
  const [one = 0, other = 0] = pair;
  // All at one time: the order's id decides.
  const row = (promoter: number, buyer: number, customer: string): Row => ({
    promoter,
    buyer,
    customer,
    atMs: NIGHT * DAY_MS,
    lagMs: 600_000,
    network: NIGHT * 65_536,
  });
  const older = Array.from({ length: 3 }, () => row(other, one, "old"));
  const newer = Array.from({ length: 4 }, () => row(one, other, "new"));
  await project(shop, [...older, ...newer]);

  const bought = await readPromoterPurchases(env.REPORTS, shop.id, SPAN, 5);
  expect(bought).toMatchObject({ read: 5, left: 2 });
  expect(lastOf(bought.pairs.sorted((from, to, orders) => ({ from, to, orders })))).toEqual(
    expect.arrayContaining([
      { from: other, to: one, orders: 4 },
      { from: one, to: other, orders: 1 },
    ]),
  );
  const sold = await readPurchases(env.REPORTS, shop.id, SPAN, 4);
  expect(sold).toMatchObject({ read: 4, left: 3 });
  expect(lastOf(sold.pairs.sorted((from, to, orders) => ({ from, to, orders })))).toEqual([
    { from: one, to: "new", orders: 4 },
  ]);
  expect(await readPurchases(env.REPORTS, shop.id, SPAN, 8)).toMatchObject({ read: 7, left: 0 });

  const log = watchLog();
  const night = { program: { id: shop.id, number: 1 }, day: NIGHT };
  await lookForRings(env, night, SPAN, 0, 5);
  await lookForDenseGroup(env, night, SPAN, 4);
  await lookForDenseGroup(env, night, SPAN);
  expect(log.told("patterns_cut_short", shop.id)).toMatchObject([
    { facts: { phase: "rings", read: 5, left: 2 } },
    { facts: { phase: "dense_group", read: 4, left: 3 } },
  ]);
});
