/** What an order is worth and what commissions keep of it, slow and plain: amended amounts, totals of refunds, refunds of items. */
import {
  type PlainEvent,
  plainIsOff,
  type PlainItem,
  plainKept,
  plainReversed,
  plainShares,
  plainVoided,
} from "./plain-order.ts";

export interface PlainGoods {
  readonly amount: number;
  readonly items?: readonly PlainItem[];
}

export interface PlainWorth extends PlainGoods {
  readonly reversed: number;
  /** Worth 0: it was called off, or had been worth more. */
  readonly isNothing: boolean;
  /** By product, what refunds that name it took back. */
  readonly named: ReadonlyMap<string, number>;
}

/** A commission, with what its rules gave for each product. */
export interface PlainCommission {
  readonly amount: number;
  readonly lines: readonly { readonly productId?: string; readonly amount: number }[];
}

/** What an order sold, by the amendment that occurred last. */
function plainGoods(order: PlainGoods, events: readonly PlainEvent[]): PlainGoods {
  let last: PlainEvent | undefined;
  for (const event of events) {
    if (event.kind !== "amended") continue;
    const isLater = last === undefined || event.occurredAtMs > last.occurredAtMs;
    const isSame = last !== undefined && event.occurredAtMs === last.occurredAtMs;
    if (isLater || (isSame && event.eventId > (last?.eventId ?? ""))) last = event;
  }
  if (last === undefined) return order;
  const amount = last.amount ?? 0;
  const items = amendedItems(amount, last.items ?? [], order.items ?? []);
  return { amount, ...(items === null ? {} : { items }) };
}

/** Those that an amendment names, where they sum to its amount. Otherwise every item of the order is worth its part of it. */
function amendedItems(
  amount: number,
  named: readonly PlainItem[],
  sold: readonly PlainItem[],
): readonly PlainItem[] | null {
  if (named.length > 0 && total(named) === amount) return named;
  if (total(sold) === 0) return null;
  const parts = plainShares(
    amount,
    sold.map((item) => item.amount ?? 0),
  );
  return sold.map((item, place) => ({ ...item, amount: parts[place] ?? 0 }));
}

export function plainWorth(order: PlainGoods, events: readonly PlainEvent[]): PlainWorth {
  const goods = plainGoods(order, events);
  const asked = new Map<string, number>();
  const voided = plainVoided(events);
  for (const event of events) {
    if (event.kind !== "refunded" || event.amount === undefined || voided.has(event.eventId)) continue;
    // Items that do not sum to the refund say nothing about where it was.
    if (event.items === undefined || total(event.items) !== event.amount) continue;
    for (const { productId, amount = 0 } of event.items)
      asked.set(productId, (asked.get(productId) ?? 0) + amount);
  }
  const named = new Map<string, number>();
  for (const [productId, amount] of asked) {
    const sold = total((goods.items ?? []).filter((item) => item.productId === productId));
    named.set(productId, Math.min(sold, amount));
  }
  const isNothing = goods.amount === 0 && (order.amount > 0 || plainIsOff(0, events));
  return { ...goods, reversed: plainReversed(goods.amount, events), isNothing, named };
}

/** What is left of a commission: of each product its own part, and of the rest in proportion. Rounded up, once. */
export function plainKeptAt({ amount, lines }: PlainCommission, worth: PlainWorth): number {
  const byName = [...worth.named.values()].reduce((sum, one) => sum + one, 0);
  if (byName === 0 || worth.amount === 0)
    return plainKept(amount, worth.amount, worth.reversed, worth.isNothing);
  const [rest, spread] = [worth.amount - worth.reversed, worth.amount - byName];
  if (spread === 0) return 0;
  let parts = { of: 1n, in: 1n };
  if (lines.length > 0 && total(lines) > 0) {
    parts = { of: 0n, in: BigInt(total(lines)) };
    for (const { productId = "", amount: earned } of lines) {
      const sold = total((worth.items ?? []).filter((item) => item.productId === productId));
      const left = sold - (worth.named.get(productId) ?? 0);
      const whole = sold === 0 ? { of: 1n, in: 1n } : { of: BigInt(left), in: BigInt(sold) };
      parts = {
        of: parts.of * whole.in + BigInt(earned) * whole.of * (parts.in / BigInt(total(lines))),
        in: parts.in * whole.in,
      };
    }
  }
  const over = BigInt(amount) * parts.of * BigInt(rest);
  const under = parts.in * BigInt(spread);
  return Number((over + under - 1n) / under);
}

/** No number where one has no amount. */
function total(all: readonly { readonly amount?: number }[]): number {
  return all.reduce((sum, { amount = Number.NaN }) => sum + amount, 0);
}
