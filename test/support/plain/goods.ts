/** What an order sold and what is left of it, plain and slow, sharing no code with the domain: lines, events, fractions. */
import type { Happening, SoldItem, WorldOrder } from "../telling/world.ts";
import { plainSplit } from "./attribution.ts";

export interface PlainGoods {
  readonly amount: number;
  readonly items?: readonly SoldItem[] | undefined;
}

type Line = Omit<SoldItem, "productId"> & { readonly productId?: string };

/** What a plan says of one commission: what it pays, and what for. */
interface Planned {
  readonly promoter: number;
  readonly creditedPromoter: number;
  readonly level: number;
  readonly amount: number;
  readonly lines: readonly {
    readonly productId: string | null;
    readonly isOrder: boolean;
    readonly amount: number;
  }[];
}

/** Lines of nothing or more: a discount is taken off all others in proportion. */
export function plainLines({ amount, items = [] }: PlainGoods): readonly Line[] {
  if (items.length === 0) return [{ quantity: 1, amount }];
  const priced = items.filter((item) => item.amount >= 0);
  if (priced.length === items.length) return items;
  const weights = priced.map((item) => BigInt(item.amount));
  const isFree = amount === 0 || weights.every((weight) => weight === 0n);
  const parts = isFree ? priced.map(() => 0) : plainSplit(amount, weights);
  return priced.map((item, place) => ({ ...item, amount: parts[place] ?? 0 }));
}

/** Each commission of an order by the goods that it was amended to, with what events leave of it. */
export function plainKeptOfOrder(
  order: WorldOrder,
  planned: (goods: PlainGoods) => readonly Planned[],
): Planned[] {
  const goods = goodsAtLast(order);
  const { amount: whole } = goods;
  const voided = new Set(order.events.map(({ voids }) => voids));
  const standing = order.events.filter(({ eventId }) => !voided.has(eventId));
  const isOff = standing.some(({ type, amount, refundedTotal }) => {
    return type === "cancelled" || (type === "refunded" && (amount ?? refundedTotal) === undefined);
  });
  const refunds = standing.filter(({ type, amount }) => type === "refunded" && amount !== undefined);
  const lost = order.events.filter(({ type }) => type === "dispute_lost");
  const reversed = isOff ? whole : reversedBy(whole, refunds, lost, standing);
  const taken = takenByName(goods, refunds);
  const isNothing = whole === 0 && (order.amount > 0 || isOff || lost.some(({ amount = 0 }) => amount > 0));
  return planned(goods).map((one) => ({
    ...one,
    amount: keptOf(one, { whole, reversed, taken, goods, isNothing }),
  }));
}

function goodsAtLast({ amount, items, events }: WorldOrder): PlainGoods {
  const edits = events.filter(({ type }) => type === "amended");
  const last = edits
    .toSorted((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1))
    .at(-1);
  return last === undefined ? { amount, items } : { amount: last.amount ?? 0, items: last.items };
}

/** One dispute has one end: the last that was told of it. */
function reversedBy(
  whole: number,
  refunds: readonly Happening[],
  lost: readonly Happening[],
  standing: readonly Happening[],
): number {
  const parts = refunds.reduce((sum, { amount = 0 }) => sum + amount, 0);
  const totals = standing.map(({ refundedTotal = 0 }) => refundedTotal);
  const end = lost.toSorted((a, b) => a.occurredAtMs - b.occurredAtMs).at(-1);
  return Math.min(whole, Math.max(parts, ...totals, 0) + (end?.amount ?? 0));
}

/** What refunds took off products, where their items say all of it. */
function takenByName(goods: PlainGoods, refunds: readonly Happening[]): Map<string, number> {
  const asked = new Map<string, number>();
  for (const { amount, items = [] } of refunds) {
    if (items.reduce((sum, item) => sum + item.amount, 0) !== amount) continue;
    for (const item of items) asked.set(item.productId, (asked.get(item.productId) ?? 0) + item.amount);
  }
  const sold = soldOf(goods);
  const taken = [...asked].map(([product, sum]): [string, number] => [
    product,
    Math.min(sum, sold.get(product) ?? 0),
  ]);
  return new Map(taken.filter(([, sum]) => sum > 0));
}

function soldOf(goods: PlainGoods): Map<string, number> {
  const sold = new Map<string, number>();
  for (const { productId, amount } of plainLines(goods)) {
    if (productId !== undefined) sold.set(productId, (sold.get(productId) ?? 0) + amount);
  }
  return sold;
}

interface Left {
  readonly whole: number;
  readonly reversed: number;
  readonly taken: ReadonlyMap<string, number>;
  readonly goods: PlainGoods;
  readonly isNothing: boolean;
}

function keptOf({ amount, lines }: Planned, { whole, reversed, taken, goods, isNothing }: Left): number {
  if (isNothing) return 0;
  if (whole === 0) return amount;
  const byName = [...taken.values()].reduce((sum, one) => sum + one, 0);
  if (byName === whole) return 0;
  const earned = lines.reduce((sum, line) => sum + line.amount, 0);
  if (earned === 0) return 0;
  const sold = soldOf(goods);
  let [over, under] = [0n, 1n];
  for (const line of lines) {
    const of = line.isOrder ? whole : (sold.get(line.productId ?? "") ?? 0);
    const off = line.isOrder ? byName : (taken.get(line.productId ?? "") ?? 0);
    const [part, parts] = of === 0 ? [1n, 1n] : [BigInt(of - off), BigInt(of)];
    over = over * parts + BigInt(line.amount) * part * under;
    under *= parts;
  }
  const top = BigInt(amount) * over * BigInt(whole - reversed);
  const bottom = under * BigInt(earned) * BigInt(whole - byName);
  return Number((top + bottom - 1n) / bottom);
}
