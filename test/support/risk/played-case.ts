/** A story of buyers and promoters, played in a program that enforces and in one that observes, and what each makes of it. */
import { expect } from "vitest";
import type { RiskCode } from "../../../domain/order/risk-reason.ts";
import { EMPTY, openShop, type Promoter, type Shop } from "../shop.ts";
import { settled } from "./suspicions.ts";

/** Plays a story over HTTP. @returns the orders that it is about; all others of the program are beside it. */
type Story = (shop: Shop) => Promise<readonly string[]>;

export interface FraudCase {
  readonly number: number;
  readonly name: string;
  readonly code: RiskCode;
  readonly settings?: Record<string, unknown>;
  readonly story: Story;
}

export interface HonestCase extends Omit<FraudCase, "code"> {
  readonly code?: never;
}

type Mode = "enforce" | "observe";

interface Line {
  readonly member: string;
  readonly level: number;
  readonly amount: number;
}

/** What is known of an order by its explanation and by itself. */
interface SeenOrder {
  readonly verdict: string;
  readonly isObserved: boolean;
  readonly codes: readonly string[];
  readonly isUnderReview: boolean;
  readonly lines: readonly Line[];
}

interface Played {
  readonly shop: Shop;
  readonly told: readonly string[];
  readonly orders: ReadonlyMap<string, SeenOrder>;
}

/** The settings of fraud are those of a new program. */
async function play({ settings, story }: Pick<FraudCase, "settings" | "story">, mode: Mode): Promise<Played> {
  const fraud = { minClickToConversion: "PT5S", displacedWithin: "PT60S", mode };
  const shop = await openShop({ ...settings, fraud });
  const told = await story(shop);
  await settled(shop);
  const { data } = (await shop.get("/orders?limit=200")).body;
  const ids = data.map(({ orderId }: { orderId: string }) => orderId) as string[];
  for (const orderId of ids) await shop.event(orderId, "received", "here");
  await settled(shop);
  const names = await membersOf(shop);
  const orders = new Map<string, SeenOrder>();
  for (const orderId of ids) orders.set(orderId, await seen(shop, orderId, names));
  return { shop, told, orders };
}

async function membersOf(shop: Shop): Promise<ReadonlyMap<string, string>> {
  const { data } = (await shop.get("/promoters?limit=200")).body;
  return new Map(data.map(({ id, memberId }: Promoter) => [id, memberId]));
}

async function seen(shop: Shop, orderId: string, names: ReadonlyMap<string, string>): Promise<SeenOrder> {
  const { body: order } = await shop.get(`/orders/${orderId}`);
  const { risk, commission } = (await shop.get(`/orders/${orderId}/explanation`)).body;
  return {
    verdict: risk.verdict,
    isObserved: risk.observed === true,
    codes: risk.reasons.map(({ code }: { code: string }) => code),
    isUnderReview: order.underReview,
    lines: commission.commissions.map(({ promoterId, level, amount }: Line & { promoterId: string }) => ({
      member: names.get(promoterId) ?? promoterId,
      level,
      amount,
    })),
  };
}

/** What every promoter has by now, and what is on its way to it. */
async function walletsOf(shop: Shop): Promise<Record<string, unknown>> {
  const wallets: Record<string, unknown> = {};
  for (const [id, memberId] of await membersOf(shop)) {
    const { pending, held, available, ...rest } = (await shop.wallet({ id, memberId })) as typeof EMPTY;
    wallets[memberId] = { ...rest, earned: pending + held + available };
  }
  return wallets;
}

const linesOf = ({ orders }: Played) => new Map([...orders].map(([id, { lines }]) => [id, lines]));

/** To the unit, whoever is looked at: orders earn what they earn where nobody is, and wallets come to the same when all is cleared. */
async function expectSameMoney(enforced: Played, observed: Played): Promise<void> {
  expect([...linesOf(enforced).values()].flat()).not.toEqual([]);
  expect(linesOf(enforced)).toEqual(linesOf(observed));
  for (const { shop, orders } of [enforced, observed]) {
    for (const [orderId, { isUnderReview }] of orders)
      if (isUnderReview) await shop.post(`/orders/${orderId}/clear`, { reason: "looked at" });
    await settled(shop);
  }
  expect(await walletsOf(enforced.shop)).toEqual(await walletsOf(observed.shop));
}

/** Each stolen order waits for a person, for this reason, and no other one does. */
export async function expectReviewed(fraud: FraudCase): Promise<void> {
  const enforced = await play(fraud, "enforce");
  const { told, orders } = enforced;
  expect(told).not.toEqual([]);
  for (const [orderId, { verdict, codes, isUnderReview }] of orders) {
    const isStolen = told.includes(orderId);
    expect([orderId, verdict, isUnderReview]).toEqual([orderId, isStolen ? "review" : "pass", isStolen]);
    if (isStolen) expect([orderId, codes]).toEqual([orderId, expect.arrayContaining([fraud.code])]);
  }
  const observed = await play(fraud, "observe");
  for (const orderId of told) {
    // What cannot be wrong acts in every mode.
    const acts = fraud.code === "page_reported";
    expect(observed.orders.get(orderId)).toMatchObject({
      verdict: "review",
      isObserved: !acts,
      isUnderReview: acts,
    });
  }
  await expectSameMoney(enforced, observed);
}

/** Nobody is held, and everybody has what it would have where nobody is looked at. */
export async function expectUnheld(honest: HonestCase): Promise<void> {
  const enforced = await play(honest, "enforce");
  expect(enforced.told).not.toEqual([]);
  for (const [orderId, { verdict, isUnderReview }] of enforced.orders)
    expect([orderId, verdict, isUnderReview]).toEqual([orderId, "pass", false]);
  await expectSameMoney(enforced, await play(honest, "observe"));
}
