/** What a shop sold in the demo's year, and what came back. The same seed sells the same. */
import type { Conversion, OrderEvent } from "../../../sdk/node/tributary.ts";
import type { Chance } from "./chance.ts";
import type { Person } from "./people.ts";

const DAY_MS = 86_400_000;
export const DAYS = 365;

/** Amounts in minor units: 9,900 is ¥99.00. */
const GOODS = [
  { productId: "spring-tea", categoryId: "tea", amount: 9_900 },
  { productId: "oolong", categoryId: "tea", amount: 12_800 },
  { productId: "black-tea", categoryId: "tea", amount: 6_800 },
  { productId: "teapot", categoryId: "teaware", amount: 26_800 },
  { productId: "cups", categoryId: "teaware", amount: 8_800 },
  { productId: "gift-box", categoryId: "gifts", amount: 39_900 },
] as const;

/** Weeks in which more is bought, by the day of the year that is told, and how much more. */
const FEASTS = [
  { from: 60, to: 66, times: 2 },
  { from: 200, to: 206, times: 2.5 },
  { from: 345, to: 352, times: 3 },
] as const;

export interface DatedEvent extends OrderEvent {
  readonly orderId: string;
}

export interface Sales {
  /** By the time at which they occurred. */
  readonly orders: readonly Conversion[];
  readonly events: readonly DatedEvent[];
}

/** Who was brought by whom; the coupon comes with the first order alone, and a binding does the rest. */
type Customers = string[];

/** @param nowMs where the year ends. */
export function salesOf(chance: Chance, people: readonly Person[], nowMs: number): Sales {
  const orders: Conversion[] = [];
  const events: DatedEvent[] = [];
  const customers: Customers = [];
  for (let day = 0; day < DAYS; day += 1) {
    const startMs = nowMs - (DAYS - day) * DAY_MS;
    const times = Array.from({ length: soldOn(chance, day) }, () => startMs + chance.between(0, DAY_MS - 1));
    for (const occurredAtMs of times.toSorted((a, b) => a - b)) {
      const order = orderOf(chance, people, customers, `Y-${orders.length + 1}`, occurredAtMs);
      orders.push(order);
      events.push(...comingBack(chance, order, occurredAtMs, nowMs));
    }
  }
  return { orders, events };
}

/** The shop grows threefold, and sells more before weekends and in feasts. */
function soldOn(chance: Chance, day: number): number {
  const feast = FEASTS.find(({ from, to }) => day >= from && day <= to)?.times ?? 1;
  const weekly = day % 7 >= 4 ? 1.4 : 0.85;
  return Math.round((3 + (6 * day) / DAYS) * weekly * feast * (0.7 + 0.6 * chance.next()));
}

function orderOf(
  chance: Chance,
  people: readonly Person[],
  customers: Customers,
  orderId: string,
  occurredAtMs: number,
): Conversion {
  const items = Array.from({ length: chance.between(1, 3) }, () => {
    const quantity = chance.between(1, 2);
    const { amount, ...good } = chance.of(GOODS, 1.5);
    return { ...good, quantity, amount: amount * quantity };
  });
  const amount = items.reduce((sum, item) => sum + item.amount, 0);
  return {
    orderId,
    amount,
    currency: "CNY",
    items,
    occurredAt: new Date(occurredAtMs).toISOString(),
    ...buyerOf(chance, people, customers),
  };
}

/** Half are brought by a coupon, a third come again, and the others come by themselves. */
function buyerOf(
  chance: Chance,
  people: readonly Person[],
  customers: Customers,
): { readonly customerId: string; readonly couponCode?: string } {
  const kind = chance.next();
  if (kind < 0.35 && customers.length > 20) return { customerId: chance.of(customers, 1.5) };
  const customerId = `buyer-${customers.length + 1}`;
  customers.push(customerId);
  return kind < 0.85 ? { customerId, couponCode: chance.of(people, 2).code } : { customerId };
}

function comingBack(
  chance: Chance,
  { orderId, amount }: Conversion,
  occurredAtMs: number,
  nowMs: number,
): DatedEvent[] {
  const kind = chance.next();
  const afterMs = occurredAtMs + chance.between(1, 6) * DAY_MS;
  if (kind > 0.07 || afterMs > nowMs) return [];
  const event = { orderId, eventId: `${orderId}-back`, occurredAt: new Date(afterMs).toISOString() };
  if (kind < 0.035) return [{ ...event, type: "refunded", amount: Math.ceil(amount / 3) }];
  if (kind < 0.055) return [{ ...event, type: "refunded" }];
  return kind < 0.066 ? [{ ...event, type: "cancelled" }] : [{ ...event, type: "disputed", amount }];
}
