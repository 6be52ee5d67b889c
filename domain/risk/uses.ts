/**
 * Who uses what only few may use: customers of one click, browsers of one customer. Counted exactly up to a bound, by tags,
 * with the orders that a count concerns as soon as it passes what their terms allow.
 */
import { LIMITS } from "../kernel/limits.ts";

/** An order, its owner, and how many its terms allow. */
export interface UsedOrder {
  readonly ledger: string;
  readonly orderId: string;
  readonly most: number;
}

/** One user, until when it counts, and the newest orders of it. */
export interface Use {
  readonly user: string;
  readonly untilMs: number;
  readonly orders: readonly UsedOrder[];
}

interface NewUse {
  readonly user: string;
  readonly untilMs: number;
  readonly order: UsedOrder;
}

interface NotedUse {
  /** As it is to be kept; null beyond the bound. */
  readonly use: Use | null;
  /** Users who count, this one among them. */
  readonly count: number;
  /** The order itself and those before it whose limit this one passed. */
  readonly concerned: readonly UsedOrder[];
}

/**
 * Takes note of a use, the same however often it is told. An order that is told again is concerned again: its owner may have
 * lost what it was told.
 *
 * @param mostUsers that are kept.
 */
export function noteUse(
  known: readonly Use[],
  { user, untilMs, order }: NewUse,
  nowMs: number,
  mostUsers: number,
): NotedUse {
  const live = known.filter((use) => use.untilMs > nowMs);
  const own = live.find((use) => use.user === user);
  const isKept = own !== undefined || live.length < mostUsers;
  const count = live.length + (own === undefined ? 1 : 0);
  const use: Use = {
    user,
    untilMs: Math.max(untilMs, own?.untilMs ?? 0),
    orders: withOrder(own?.orders ?? [], order),
  };
  const passed =
    count === live.length
      ? []
      : live.flatMap(({ orders }) => orders).filter(({ most }) => most >= live.length && most < count);
  const others = passed.filter(({ orderId }) => orderId !== order.orderId);
  return { use: isKept ? use : null, count, concerned: order.most < count ? [...others, order] : others };
}

function withOrder(orders: readonly UsedOrder[], order: UsedOrder): readonly UsedOrder[] {
  const others = orders.filter(({ orderId }) => orderId !== order.orderId);
  return [...others, order].slice(-LIMITS.ordersPerUse);
}
