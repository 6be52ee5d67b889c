/** Worlds of random journeys, orders and events, the same for the same seed: what a shop has to tell. */
import type { Touch } from "../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Chance } from "../chance.ts";

const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;

export interface SoldItem {
  readonly productId: string;
  readonly categoryId?: string;
  readonly quantity: number;
  readonly amount: number;
}

export interface Happening {
  readonly eventId: string;
  readonly type: string;
  readonly amount?: number;
  readonly refundedTotal?: number;
  readonly items?: readonly SoldItem[];
  readonly voids?: string;
  readonly occurredAtMs: number;
}

export interface WorldOrder {
  readonly orderId: string;
  readonly amount: number;
  readonly items?: readonly SoldItem[];
  readonly customerId?: string;
  /** Journeys that its tokens hold, each newest first. */
  readonly journeys: readonly (readonly Touch[])[];
  readonly couponCode?: string;
  readonly campaignId?: string;
  readonly occurredAtMs: number;
  readonly events: readonly Happening[];
}

/** Whether what an order earns may depend on those before it, and whether campaigns pay with budgets. */
export const WORLD_KINDS = {
  apart: { inTurn: false, budgets: false },
  in_turn: { inTurn: true, budgets: false },
  apart_under_budgets: { inTurn: false, budgets: true },
  in_turn_under_budgets: { inTurn: true, budgets: true },
} as const;
export type WorldKind = keyof typeof WORLD_KINDS;

const PRODUCTS = [
  { productId: "tea", categoryId: "drinks" },
  { productId: "cup" },
  { productId: "pen" },
  { productId: "lead" },
  { productId: "jar", categoryId: "drinks" },
];

/** Orders of one world, in the sequence in which they occurred. @param promoters whom touches may be of. */
export function worldOrders(
  chance: Chance,
  kind: WorldKind,
  promoters: readonly PromoterRef[],
  nowMs: number,
): WorldOrder[] {
  const count = chance.between(6, 10);
  // Close together, earlier touches count for later orders; far apart, periods of customers end.
  let atMs = nowMs - chance.oneOf([6, 20, 100]) * DAY;
  return Array.from({ length: count }, (_, index) => {
    atMs += Math.floor((chance.next() * (nowMs - atMs)) / (count - index + 1));
    atMs -= atMs % 1_000;
    return worldOrder(chance, kind, { index, atMs, promoters });
  });
}

interface Placing {
  readonly index: number;
  readonly atMs: number;
  readonly promoters: readonly PromoterRef[];
}

function worldOrder(chance: Chance, kind: WorldKind, { index, atMs, promoters }: Placing): WorldOrder {
  const { inTurn, budgets } = WORLD_KINDS[kind];
  const items = goods(chance);
  const amount =
    items.length === 0
      ? chance.oneOf([0, 1, 999, chance.between(1, 90_000)])
      : items.reduce((sum, item) => sum + item.amount, 0);
  const journeys = Array.from({ length: chance.between(inTurn ? 1 : 0, 2) }, (_, place) =>
    journey(chance, { atMs, promoters, isSure: inTurn && place === 0 }),
  );
  return {
    orderId: `o-${index}`,
    amount,
    ...(items.length === 0 ? {} : { items }),
    ...customer(chance, inTurn, index),
    journeys,
    ...(chance.hits(0.3) ? { couponCode: chance.oneOf(["SAVE10", "ÉTÉ", "OLD", "NONE"]) } : {}),
    ...(budgets && chance.hits(0.8) ? { campaignId: chance.oneOf(["sale", "sale", "fair"]) } : {}),
    occurredAtMs: atMs,
    events: happenings(chance, { amount, items, atMs, mayGrow: !(inTurn && budgets) }),
  };
}

/** Of orders that stand apart no two are of one customer. */
function customer(chance: Chance, inTurn: boolean, index: number): { customerId?: string } {
  if (chance.hits(0.2)) return {};
  if (inTurn) return { customerId: chance.oneOf(["ann", "ann", "1007"]) };
  return { customerId: index === 0 ? "x2" : `${1_000 + index}` };
}

let nonce = 0;

function journey(
  chance: Chance,
  { atMs, promoters, isSure }: Pick<Placing, "atMs" | "promoters"> & { readonly isSure: boolean },
): Touch[] {
  const touches = Array.from({ length: chance.between(1, 4) }, (_, place): Touch => {
    const ago = isSure && place === 0 ? chance.between(3, 28 * 1_440) : chance.between(-5, 40 * 1_440);
    nonce += 1;
    const occurredAtMs = atMs - (ago === 0 ? 3 : ago) * MINUTE;
    return { kind: "click", promoter: chance.oneOf(promoters), link: 1, occurredAtMs, nonce: nonce % 65_536 };
  });
  return touches.toSorted((a, b) => b.occurredAtMs - a.occurredAtMs);
}

/** Items that sum to nothing or more, sometimes with a discount; none for an order that is told as one sum. */
function goods(chance: Chance): SoldItem[] {
  if (chance.hits(0.3)) return [];
  const items = Array.from({ length: chance.between(1, 4) }, (): SoldItem => ({
    ...chance.oneOf(PRODUCTS),
    quantity: chance.oneOf([0, 0.5, 1, 2, 3, 1.125]),
    amount: chance.oneOf([0, 1, 333, chance.between(0, 40_000)]),
  }));
  const sum = items.reduce((total, item) => total + item.amount, 0);
  if (sum === 0 || !chance.hits(0.3)) return items;
  return [...items, { productId: "discount", quantity: 1, amount: -chance.between(1, sum) }];
}

interface Sold {
  readonly amount: number;
  readonly items: readonly SoldItem[];
  readonly atMs: number;
  /** Which order gets what a budget has left may depend on when it grew. */
  readonly mayGrow: boolean;
}

function happenings(chance: Chance, sold: Sold): Happening[] {
  const told: Happening[] = [];
  for (let place = 0; chance.hits(0.45) && place < 4; place += 1) {
    told.push({
      eventId: `e${place}`,
      occurredAtMs: sold.atMs + place * MINUTE,
      ...happening(chance, sold, told),
    });
  }
  return told;
}

function happening(
  chance: Chance,
  { amount, items, mayGrow }: Sold,
  before: readonly Happening[],
): Omit<Happening, "eventId" | "occurredAtMs"> {
  const last = before.at(-1);
  const draw = chance.next();
  if (draw < 0.15 && last !== undefined) return { type: "refund_voided", voids: last.eventId };
  if (draw < 0.25) return { type: "cancelled" };
  if (draw < 0.35) return { type: "refunded", refundedTotal: chance.between(0, amount) };
  if (draw < 0.45) return { type: "dispute_lost", amount: chance.between(0, amount) };
  if (draw < 0.6 && mayGrow) return { type: "amended", ...edited(chance, items) };
  if (draw < 0.8 && items.length > 0) {
    const named = items
      .filter((item) => item.amount > 0)
      .map((item) => ({ ...item, amount: chance.between(0, item.amount) }));
    const sum = named.reduce((total, item) => total + item.amount, 0);
    return { type: "refunded", amount: sum + chance.oneOf([0, 0, 7]), items: named };
  }
  return { type: "refunded", amount: chance.between(0, amount) };
}

function edited(chance: Chance, items: readonly SoldItem[]): Pick<Happening, "amount" | "items"> {
  if (items.length === 0) return { amount: chance.between(0, 50_000) };
  const then = goods(chance);
  if (then.length === 0) return { amount: 500, items: [{ productId: "jar", quantity: 1, amount: 500 }] };
  return { amount: then.reduce((sum, item) => sum + item.amount, 0), items: then };
}
