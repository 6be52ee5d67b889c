/** What is left of an order after its events. What it is worth, and what was taken back of that, by lines where these are named. */
import { type AmountMinor, amountMinor, least, sumOf, ZERO } from "../kernel/money.ts";
import type { Order } from "./order.ts";
import type { EventItem, OrderEvent } from "./order-event.ts";
import { linesOf, linesWorth, soldLines } from "./sold-lines.ts";

/** What an order sold, for how much. */
export type Goods = Pick<Order, "amount" | "items">;

/** What was taken back of the lines of one product. */
export interface NamedProduct {
  readonly productId: string;
  readonly amount: AmountMinor;
}

export interface Worth {
  /** The event that says what the order is worth; absent: it is worth what was first received. */
  readonly amendment?: string;
  /** Refunds and lost disputes, at most what the order is worth. */
  readonly reversed: AmountMinor;
  /** Of it, by product, what events took back of lines that they name. Sorted. */
  readonly named?: readonly NamedProduct[];
  /** Of an order that is worth 0: it was called off, or had been worth more. What it pays once an order is taken back. */
  readonly isNothing?: true;
}

/** An amount that was taken back, and what it was about. */
export type TakenBack = Pick<OrderEvent, "amount" | "items">;

/** The amendment that occurred last; of two at one time, the one with the greater id. */
export function amendmentInForce(events: readonly OrderEvent[]): OrderEvent | undefined {
  let last: OrderEvent | undefined;
  for (const event of events) {
    if (event.kind !== "amended") continue;
    if (last === undefined || isAfter(event, last)) last = event;
  }
  return last;
}

function isAfter(a: OrderEvent, b: OrderEvent): boolean {
  return a.occurredAtMs > b.occurredAtMs || (a.occurredAtMs === b.occurredAtMs && a.eventId > b.eventId);
}

/** What an order sold after it was amended. Without items that sum to the amount, every line is worth its part of it. */
export function amendedGoods(order: Goods, { amount = ZERO, items }: TakenBack): Goods {
  const named = itemsSummingTo(amount, items);
  if (named !== undefined) return { amount, items: named };
  if (order.items === undefined || order.items.length === 0) return { amount };
  const scaled = scaledTo(amount, order);
  return scaled === undefined ? { amount } : { amount, items: scaled };
}

function scaledTo(amount: AmountMinor, order: Goods): Order["items"] {
  const lines = soldLines(order).flatMap((line) =>
    line.productId === undefined ? [] : [{ ...line, productId: line.productId }],
  );
  return sumOf(lines.map((line) => line.amount)) === 0 ? undefined : linesWorth(lines, amount);
}

/** The items when each has an amount and they sum to it. */
function itemsSummingTo(amount: AmountMinor, items: readonly EventItem[] = []): Order["items"] {
  if (items.length === 0) return undefined;
  const whole = items.flatMap(({ quantity = 1, amount: each, ...item }) =>
    each === undefined ? [] : [{ ...item, quantity, amount: each }],
  );
  const sum = whole.reduce((total, item) => total + item.amount, 0);
  return whole.length === items.length && sum === amount ? whole : undefined;
}

/**
 * What was taken back of named lines, by product. Where an event's items sum to its amount, each takes its part off the
 * lines of its product, at most all of them.
 */
export function namedIn(goods: Goods, takenBack: readonly TakenBack[]): Worth["named"] {
  const asked = new Map<string, number>();
  for (const { amount, items } of takenBack) {
    if (amount === undefined) continue;
    for (const line of linesOf(itemsSummingTo(amount, items) ?? [])) {
      const product = line.productId ?? "";
      asked.set(product, (asked.get(product) ?? 0) + line.amount);
    }
  }
  if (asked.size === 0) return undefined;
  const sold = soldByProduct(goods);
  const named = [...asked].flatMap(([productId, amount]): NamedProduct[] => {
    const most = sold.get(productId) ?? ZERO;
    const taken = least(most, amountMinor(amount));
    return taken === 0 ? [] : [{ productId, amount: taken }];
  });
  return named.length === 0 ? undefined : named.sort((a, b) => (a.productId < b.productId ? -1 : 1));
}

/** What was sold of each product. */
export function soldByProduct(goods: Goods): ReadonlyMap<string, AmountMinor> {
  const sold = new Map<string, AmountMinor>();
  for (const { productId, amount } of soldLines(goods)) {
    if (productId !== undefined) sold.set(productId, amountMinor((sold.get(productId) ?? 0) + amount));
  }
  return sold;
}

/** Whether a worth is a reversed amount alone, as that of most orders. */
export function isPlain({ amendment, named, isNothing }: Worth): boolean {
  return amendment === undefined && named === undefined && isNothing === undefined;
}

/** True when two worths keep the same of every line. */
export function isSameWorth(a: Worth, b: Worth): boolean {
  return (
    a.reversed === b.reversed &&
    a.amendment === b.amendment &&
    a.isNothing === b.isNothing &&
    JSON.stringify(a.named ?? []) === JSON.stringify(b.named ?? [])
  );
}
