/** Orders that may be suspicious, over HTTP alone, and what is made of them. */
import { openShop, type Shop } from "../shop.ts";

/** A program with the defaults of fraud, which releases at once what is received. */
export const strict = async (fraud: Record<string, unknown> = {}): Promise<Shop> =>
  await openShop({ fraud: { minClickToConversion: "PT5S", displacedWithin: "PT60S", ...fraud } });

/** The same without the rules of time, for orders right after their taps. */
export const counting = async (fraud: Record<string, unknown> = {}): Promise<Shop> =>
  await openShop({ fraud });

export const ahead = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

interface Risk {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly facts: Record<string, unknown> }[];
}

export async function riskOf(shop: Shop, orderId: string): Promise<Risk> {
  return (await shop.get(`/orders/${orderId}`)).body.risk;
}

export async function codesOf(shop: Shop, orderId: string): Promise<string[]> {
  return (await riskOf(shop, orderId)).reasons.map(({ code }) => code);
}

/** Deliveries to books and Journeys, and back to the ledgers. */
export async function settled(shop: Shop): Promise<void> {
  for (let round = 0; round < 3; round += 1) await shop.settle();
}

/** Orders of customers with one token. */
export async function buyAll(shop: Shop, clickToken: string, customers: readonly string[]): Promise<void> {
  for (const customerId of customers)
    await shop.order(`of-${customerId}`, 10_000, { customerId, clickToken });
}

export const people = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `buyer-${index}`);
