/** A shop with a promoter whose orders are under review, all of them of one case. */
import { expect } from "vitest";
import { type Answer, openShop, type Promoter, request, type Shop } from "../shop.ts";

interface Hijacked {
  readonly shop: Shop;
  readonly thief: Promoter;
  readonly honest: Promoter;
  /** Asks as the thief. */
  readonly asThief: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** A key of somebody else of the merchant's. */
  readonly second: string;
}

/** A promoter whose clicks take the credit of another one's just before three orders. */
export async function hijacked(fraud: Record<string, unknown> = {}): Promise<Hijacked> {
  const shop = await openShop({
    fraud: { displacedWithin: "PT60S", ...fraud },
    settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 },
  });
  const [honest, thief] = [await shop.promoter("honest"), await shop.promoter("thief")];
  for (const [place, amount] of [10_000, 30_000, 20_000].entries()) {
    await hijack(shop, { honest, thief }, `order-${place}`, amount);
  }
  await shop.settle();
  const token = (await shop.post(`/promoters/${thief.id}/tokens`, {})).body.token as string;
  const second = (await shop.post("/api-keys", { name: "second", scopes: ["payouts", "read"] })).body.key;
  return {
    shop,
    thief,
    honest,
    second: second as string,
    asThief: async (method, path, body) =>
      await request(method, `/v1/programs/${shop.id}${path}`, {
        token,
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** One more order whose credit the thief takes. */
export async function hijack(
  shop: Shop,
  { honest, thief }: Pick<Hijacked, "honest" | "thief">,
  orderId: string,
  amount: number,
): Promise<void> {
  const clickTokens = [await shop.tap(honest), await shop.tap(thief)];
  const told = await shop.order(orderId, amount, { clickTokens, customerId: `buyer-of-${orderId}` });
  expect(told.body.results[0]).toMatchObject({ status: "accepted", risk: { verdict: "review" } });
}

/** The number of a case, as its id spells it. */
export function caseNumber(id: string): number {
  return Number.parseInt(id.slice("rc_".length), 36);
}

export async function openCase(shop: Shop): Promise<Answer["body"]> {
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data[0]?.atStake).toBe(6_000);
  return (await shop.get("/risk-cases")).body.data[0];
}

export async function reviews(shop: Shop): Promise<boolean[]> {
  const shown = await Promise.all([0, 1, 2].map(async (place) => await shop.get(`/orders/order-${place}`)));
  return shown.map(({ body }) => body.underReview as boolean);
}

export async function decide(shop: Shop, token: string, id: string, outcome: string): Promise<Answer> {
  return await request("POST", `/v1/programs/${shop.id}/risk-cases/${id}/${outcome}`, {
    token,
    body: { reason: "looked at" },
  });
}
