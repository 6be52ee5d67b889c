/** The figures of a report, from what was counted: whole numbers, rounded down, and null where nothing could be divided by. */

/** What orders come to. Amounts are in minor units. */
export interface OrderSums {
  readonly orders: number;
  readonly newCustomers: number;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number;
}

export interface ClickSums {
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly invalidClicks: Readonly<Record<string, number>>;
  readonly impressions: number;
}

export interface Figures extends OrderSums, ClickSums {
  readonly cvrBps: number | null;
  readonly aov: number | null;
  readonly epc100: number | null;
  readonly roiBps: number | null;
}

export const NO_ORDERS: OrderSums = { orders: 0, newCustomers: 0, sales: 0, refunded: 0, commission: 0 };
export const NO_CLICKS: ClickSums = { clicks: 0, uniqueClicks: 0, invalidClicks: {}, impressions: 0 };

export function figuresOf(sums: OrderSums, clicks: ClickSums): Figures {
  const { orders, newCustomers, sales, refunded, commission } = sums;
  return {
    ...clicks,
    orders,
    newCustomers,
    sales,
    refunded,
    commission,
    cvrBps: ratio(orders, 10_000, clicks.clicks),
    aov: ratio(sales, 1, orders),
    epc100: ratio(commission, 100, clicks.clicks),
    roiBps: ratio(sales - refunded - commission, 10_000, commission),
  };
}

/** What a customer is worth: sales that were not taken back, for each. */
export function lifetimeValue({ sales, refunded }: OrderSums, customers: number | null): number | null {
  if (customers === null) return null;
  return ratio(sales - refunded, 1, customers);
}

/** What a part is of the whole, in basis points. */
export function partBps(part: number, whole: number): number | null {
  return ratio(part, 10_000, whole);
}

/** `of x scale / by`, exact, rounded down; null where `by` is 0. */
function ratio(of: number, scale: number, by: number): number | null {
  if (by === 0) return null;
  const [dividend, divisor] = [BigInt(of) * BigInt(scale), BigInt(by)];
  const quotient = dividend / divisor;
  return Number(dividend < 0n && dividend % divisor !== 0n ? quotient - 1n : quotient);
}
