/** A sale: orders under the budget of one campaign, whose refunds are voided. */
import { expect } from "vitest";
import { asExplanation, recomputeCommissions } from "../orders/recompute-explanation.ts";
import type { Promoter, Shop } from "../shop.ts";
import { campaign, withSeller } from "./budget.ts";

export interface Sale {
  readonly shop: Shop;
  readonly seller: Promoter;
  readonly order: (orderId: string, amount?: number) => Promise<void>;
}

/** A shop with a campaign; an order over 10,000 costs it 1,000, 500 and 200. */
export async function sale(budget: number): Promise<Sale> {
  const [shop, seller, clickToken] = await withSeller();
  await campaign(shop, "sale", budget);
  const order = async (orderId: string, amount = 10_000) => {
    const { status } = await shop.order(orderId, amount, { clickToken, campaignId: "sale" });
    if (status !== 200) throw new Error(`${orderId}: ${status}`);
    await shop.settle();
  };
  return { shop, seller, order };
}

/** Tells an event of an order, and waits for all that follows from it. */
export async function tell(
  shop: Shop,
  orderId: string,
  type: string,
  eventId: string,
  more = {},
): Promise<void> {
  const { status } = await shop.event(orderId, type, eventId, more);
  if (status !== 200) throw new Error(`${eventId}: ${status}`);
  await shop.settle();
}

/** What each commission of an order keeps. */
export async function kept(shop: Shop, orderId: string): Promise<number[]> {
  const { commissions } = (await shop.get(`/orders/${orderId}`)).body;
  return commissions.map((one: { kept: number }) => one.kept);
}

/** The campaign spent what its orders keep, and not a unit more than its budget. */
export async function spent(shop: Shop, ...orderIds: string[]): Promise<number> {
  const { budget, reserved, spent: all } = (await shop.get("/campaigns/sale")).body;
  const sums = await Promise.all(orderIds.map(async (id) => await kept(shop, id)));
  const sum = sums.flat().reduce((total, one) => total + one, 0);
  expect([reserved, all]).toEqual([0, sum]);
  expect(all).toBeLessThanOrEqual(budget);
  return all;
}

/** The explanation of an order, after the order was found to say as much. */
export async function explained(shop: Shop, orderId: string) {
  const { body } = await shop.get(`/orders/${orderId}/explanation`);
  const order = (await shop.get(`/orders/${orderId}`)).body;
  expect(recomputeCommissions(asExplanation(body)).map((one) => one.kept)).toEqual(
    order.commissions.map((one: { kept: number }) => one.kept),
  );
  expect([order.askedOfBudget, unrestored(order)]).toEqual([
    body.reversal.askedOfBudget,
    unrestored(body.commission),
  ]);
  return body;
}

/** What each commission has lost for good, since the budget had no room. */
export const unrestored = (body: { commissions: { unrestored: number }[] }) =>
  body.commissions.map((one) => one.unrestored);

/** What each void asked of the budget, and what the budget granted. */
export const restored = (body: { events: Record<string, unknown>[] }) =>
  body.events
    .filter((event) => event["type"] === "restored")
    .map((event) => [event["wanted"], event["amount"]]);
