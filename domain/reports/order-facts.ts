/** What an order counts for in reports: whose it is, what was sold, and by which road it came. Parts always sum to the order. */
import type { Attribution } from "../attribution/attribution.ts";
import { creditedClick, leadingPromoter } from "../attribution/credited-click.ts";
import { basesOf } from "../commission/credit-split.ts";
import type { CommissionLine } from "../commission/commission.ts";
import { splitByLargestRemainder } from "../kernel/split.ts";
import { type Goods, soldByProduct, type Worth } from "../order/worth.ts";
import { marksOf } from "../risk/click-marks.ts";
import type { OrderView } from "../settlement/order-view.ts";
import { clickChannelOf } from "../tracking/click-channel.ts";
import type { Channel } from "./channel.ts";
import { pathOf } from "./journey-path.ts";

/** Nobody's number: the row of what no promoter was credited for. */
export const NOBODY = 0;
/** The product of what names none. */
const NO_PRODUCT = "";

/** What a promoter has of an order. Amounts are in minor units. */
export interface Share {
  readonly promoter: number;
  /** 1 at the promoter with the greatest credit, where the order is counted. */
  readonly orders: 0 | 1;
  readonly sales: number;
  readonly refunded: number;
  /** What it earns of the order at all levels, as far as it is kept. */
  readonly commission: number;
}

/** What an order has of a product. Amounts are in minor units. */
export interface SoldProduct {
  readonly productId: string;
  /** Its category in the first line that has it; null where that names none. */
  readonly categoryId: string | null;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number;
}

export interface OrderFacts {
  readonly campaignId: string | null;
  /** Number of the link of the click that it rests on most. */
  readonly link: number | null;
  readonly channel: Channel;
  /** Tier of the promoter with the greatest credit, at the order's time. */
  readonly tier: string | null;
  /** By which steps the customer came, as {@link pathOf} writes them. */
  readonly path: string;
  readonly currency: string;
  /** The month of its customer's first order and its own, as `2026-10/2026-11`; null where the first one is not known. */
  readonly cohort: string | null;
  /** 1 where it is itself the first one of its customer. */
  readonly opensCohort: 0 | 1;
  readonly shares: readonly Share[];
  readonly sold: readonly SoldProduct[];
}

/** What a view counts for, whatever happened to it so far. */
export function factsOf(view: OrderView): OrderFacts {
  const { attribution, campaignId, levels, terms } = view.decision;
  const leader = leadingPromoter(attribution);
  const first = levels.find(({ creditedPromoter, level }) => creditedPromoter === leader && level === 1);
  return {
    campaignId: campaignId ?? null,
    link: creditedClick(attribution)?.link ?? null,
    channel: channelOf(attribution),
    tier: first?.tier ?? null,
    path: pathOf(attribution),
    currency: view.order.currency,
    cohort: terms.customerSinceMonth === undefined ? null : `${terms.customerSinceMonth}/${terms.month}`,
    opensCohort: terms.customerSinceMs === view.order.occurredAtMs ? 1 : 0,
    shares: sharesOf(view),
    sold: soldOf(view),
  };
}

/** What brought the order: a step of the program's precedence, and of a click the page that it came from. */
function channelOf(attribution: Attribution): Channel {
  if (attribution.basis !== "touch") return attribution.basis;
  const click = creditedClick(attribution);
  return clickChannelOf(click === undefined ? null : marksOf(click));
}

/** Sales by credits' bases, what was taken back by largest remainder of these, and commissions where they are earned. */
function sharesOf({ goods, reversedAmount, decision: { attribution }, commissions }: OrderView): Share[] {
  const { credits } = attribution;
  const bases = credits.length === 0 ? [goods.amount] : basesOf(goods, credits);
  const refunds = partsOf(reversedAmount, bases.map(BigInt));
  const leader = leadingPromoter(attribution) ?? NOBODY;
  const shares = new Map<number, Share>();
  const add = (promoter: number, { sales = 0, refunded = 0, commission = 0 }: Partial<Share>) => {
    const known = shares.get(promoter);
    shares.set(promoter, {
      promoter,
      orders: promoter === leader ? 1 : 0,
      sales: (known?.sales ?? 0) + sales,
      refunded: (known?.refunded ?? 0) + refunded,
      commission: (known?.commission ?? 0) + commission,
    });
  };
  bases.forEach((sales, place) => {
    add(credits[place]?.promoter ?? NOBODY, { sales, refunded: refunds[place] ?? 0 });
  });
  for (const { promoter, kept } of commissions) if (kept > 0) add(promoter, { commission: kept });
  return [...shares.values()];
}

/**
 * Sales by product. What events took back by name comes off their products, the rest off all by what is left of each. Each
 * commission is spread over the products of its lines by what these earned and still have.
 */
function soldOf({ goods, reversedAmount, worth, commissions }: OrderView): SoldProduct[] {
  const named = soldByProduct(goods);
  const products = named.size === 0 ? new Map([[NO_PRODUCT, goods.amount]]) : named;
  const ids = [...products.keys()];
  const sales = [...products.values()];
  const refunds = refundsOf(ids, sales, reversedAmount, worth);
  const earned = new Map<string, number>();
  for (const { kept, lines } of commissions) {
    if (kept === 0) continue;
    const parts = partsOf(kept, lines.map(weightOf(ids, sales, refunds)));
    lines.forEach(({ productId = NO_PRODUCT }, place) => {
      earned.set(productId, (earned.get(productId) ?? 0) + (parts[place] ?? 0));
    });
  }
  for (const productId of earned.keys()) if (!products.has(productId)) ids.push(productId);
  const categories = categoriesOf(goods);
  return ids.map((productId, place) => ({
    productId,
    categoryId: categories.get(productId) ?? null,
    sales: sales[place] ?? 0,
    refunded: refunds[place] ?? 0,
    commission: earned.get(productId) ?? 0,
  }));
}

function categoriesOf({ items = [] }: Goods): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { productId, categoryId } of items) {
    if (productId === undefined || categoryId === undefined || found.has(productId)) continue;
    found.set(productId, categoryId);
  }
  return found;
}

function refundsOf(ids: readonly string[], sales: readonly number[], reversed: number, worth: Worth) {
  const byName = new Map((worth.named ?? []).map(({ productId, amount }) => [productId, amount as number]));
  const taken = ids.map((id) => byName.get(id) ?? 0);
  const rest = reversed - taken.reduce((sum, amount) => sum + amount, 0);
  const spread = partsOf(
    rest,
    sales.map((amount, place) => BigInt(amount - (taken[place] ?? 0))),
  );
  return taken.map((amount, place) => amount + (spread[place] ?? 0));
}

/** What a line weighs when what is kept of its commission is spread: what it earned, times the part of its product that is left. */
function weightOf(ids: readonly string[], sales: readonly number[], refunds: readonly number[]) {
  return ({ productId, amount }: CommissionLine): bigint => {
    const place = productId === undefined ? -1 : ids.indexOf(productId);
    const sold = sales[place] ?? 0;
    if (sold === 0) return BigInt(amount) * PRECISION;
    return (BigInt(amount) * BigInt(sold - (refunds[place] ?? 0)) * PRECISION) / BigInt(sold);
  };
}

/** Parts of a unit that a weight is exact to. */
const PRECISION = 1_000_000n;

/** Parts by weights; all to the first where nothing weighs anything. */
function partsOf(whole: number, weights: readonly bigint[]): number[] {
  if (weights.some((weight) => weight > 0n)) return splitByLargestRemainder(whole, weights);
  return weights.map((_, place) => (place === 0 ? whole : 0));
}
