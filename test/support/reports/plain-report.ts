/** Reports once more, written plainly: sums over what the service answers of each order by its id. */
import type { Shop } from "../shop.ts";
import { type PlainFacts, plainFacts } from "./plain-facts.ts";

export interface PlainOrder {
  readonly orderId: string;
  readonly occurredAtMs: number;
  readonly amount: number;
  readonly reversed: number;
  readonly customerId: string | null;
  readonly isNew: boolean;
  readonly credits: readonly { readonly promoterId: string; readonly weightBps: number }[];
  readonly commissions: readonly {
    readonly promoterId: string;
    readonly kept: number;
    readonly level: number;
  }[];
  readonly items: readonly { readonly productId: string; readonly amount: number }[];
  readonly facts: PlainFacts;
}

export interface PlainFigures {
  orders: number;
  newCustomers: number;
  sales: number;
  refunded: number;
  commission: number;
}

/** Every order, asked of its owner. */
export async function plainOrders(shop: Shop, orderIds: readonly string[]): Promise<PlainOrder[]> {
  const found: PlainOrder[] = [];
  for (const orderId of orderIds) {
    const { body } = await shop.get(`/orders/${orderId}`);
    const why = (await shop.get(`/orders/${orderId}/explanation`)).body;
    found.push({
      orderId,
      occurredAtMs: Date.parse(body.occurredAt),
      amount: body.amount,
      reversed: body.reversedAmount,
      customerId: body.customerId ?? null,
      isNew: why.commission.customerIsNew === true,
      credits: body.attribution.credits,
      commissions: body.commissions,
      items: body.items ?? [],
      facts: plainFacts(why, Date.parse(body.occurredAt)),
    });
  }
  return found;
}

function emptyFigures(): PlainFigures {
  return { orders: 0, newCustomers: 0, sales: 0, refunded: 0, commission: 0 };
}

export function summed(orders: readonly PlainOrder[]): PlainFigures {
  const sums = emptyFigures();
  for (const order of orders) {
    sums.orders += 1;
    sums.newCustomers += order.customerId !== null && order.isNew ? 1 : 0;
    sums.sales += order.amount;
    sums.refunded += order.reversed;
    for (const { kept } of order.commissions) sums.commission += kept;
  }
  return sums;
}

/** The day of an instant, as a Swede writes it. */
export function plainDay(atMs: number, timeZone: string): string {
  return new Date(atMs).toLocaleDateString("sv-SE", { timeZone });
}

/** Parts of a whole by weights: floors, and what is left to the largest remainders, the first of equal ones. */
function plainSplit(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map((_, place) => (place === 0 ? whole : 0));
  const exact = weights.map((weight) => ({
    floor: Math.floor((whole * weight) / total),
    rest: (whole * weight) % total,
  }));
  let left = whole - exact.reduce((sum, { floor }) => sum + floor, 0);
  const sequence = exact
    .map((_, place) => place)
    .sort((a, b) => (exact[b]?.rest ?? 0) - (exact[a]?.rest ?? 0) || a - b);
  const parts = exact.map(({ floor }) => floor);
  for (const place of sequence) {
    if (left === 0) break;
    parts[place] = (parts[place] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** Figures by promoter; those of nobody under an empty id. */
export function byPromoter(orders: readonly PlainOrder[]): Map<string, PlainFigures> {
  const found = new Map<string, PlainFigures>();
  const of = (promoterId: string) => {
    const known = found.get(promoterId) ?? emptyFigures();
    found.set(promoterId, known);
    return known;
  };
  for (const order of orders) {
    const credits = order.credits.length === 0 ? [{ promoterId: "", weightBps: 10_000 }] : order.credits;
    const weights = credits.map(({ weightBps }) => weightBps);
    const lines = order.items.length === 0 ? [order.amount] : order.items.map(({ amount }) => amount);
    const bases = credits.map((_, place) =>
      lines.reduce((sum, amount) => sum + (plainSplit(amount, weights)[place] ?? 0), 0),
    );
    const refunds = plainSplit(order.reversed, bases);
    const leader = weights.indexOf(Math.max(...weights));
    credits.forEach(({ promoterId }, place) => {
      const sums = of(promoterId);
      sums.sales += bases[place] ?? 0;
      sums.refunded += refunds[place] ?? 0;
      if (place !== leader) return;
      sums.orders += 1;
      sums.newCustomers += order.customerId !== null && order.isNew ? 1 : 0;
    });
    for (const { promoterId, kept } of order.commissions) of(promoterId).commission += kept;
  }
  return found;
}
