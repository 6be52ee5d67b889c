/** The promoters of one run: honest ones, some of them odd, and thieves until they make a given part of all orders. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Chance } from "../../test/support/chance.ts";
import { draws } from "../../test/support/risk/draws.ts";
import { FRAUD_HABITS, type Habits, honestHabits, ODD_HABITS, STOLEN } from "./habits.ts";
import { type Fraud, FRAUDS, type Kind, ODDITIES } from "./kinds.ts";

export interface SimulatedPromoter {
  readonly ref: PromoterRef;
  readonly kind: Kind;
  readonly habits: Habits;
  /** Orders of people who came by it. */
  readonly orders: number;
  /** Stolen orders, from that day on; null of the honest. */
  readonly stolen: { readonly habits: Habits; readonly orders: number; readonly fromDay: number } | null;
}

export interface CrowdSize {
  readonly promoters: number;
  /** Part of all orders that is stolen. */
  readonly baseRate: number;
}

/** Part of the honest promoters that each oddity has. */
const ODD = 0.0075;
/** Orders of an honest promoter over the whole time: median, and deviation of the logarithm. */
const ORDERS = { median: 12, deviation: 1.1 };
/** Stolen orders of a thief: whoever takes the trouble takes more than a few. */
const THEFTS = { median: 30, deviation: 0.8 };
const FEWEST_THEFTS = 3;
const LAST_BEGIN_DAY = 28;

export function crowdOf(chance: Chance, { promoters, baseRate }: CrowdSize): SimulatedPromoter[] {
  const draw = draws(chance);
  const honest = Array.from({ length: promoters }, (_, place): SimulatedPromoter => {
    const kind = ODDITIES[Math.floor(place / (promoters * ODD))] ?? "plain";
    const change = kind === "plain" ? {} : ODD_HABITS[kind](draw);
    return {
      ref: (place + 1) as PromoterRef,
      kind,
      habits: { ...honestHabits(draw), ...change },
      orders: 1 + Math.floor(draw.lognormal(Math.log(ORDERS.median), ORDERS.deviation)),
      stolen: null,
    };
  });
  const honestOrders = honest.reduce((sum, { orders }) => sum + orders, 0);
  return [...honest, ...thieves(chance, Math.round(honestOrders * baseRate), promoters)];
}

/** As many as make so many stolen orders, of every kind as often as of the others. */
function thieves(chance: Chance, stolenOrders: number, promoters: number): SimulatedPromoter[] {
  const draw = draws(chance);
  const found: SimulatedPromoter[] = [];
  let left = stolenOrders;
  for (let kinds: Fraud[] = []; left >= FEWEST_THEFTS; left -= found.at(-1)?.stolen?.orders ?? left) {
    if (kinds.length === 0) kinds = shuffled(FRAUDS, chance);
    const kind = kinds.pop() ?? "own_purchase";
    const wished = Math.round(draw.lognormal(Math.log(THEFTS.median), THEFTS.deviation));
    const orders = Math.min(left, Math.max(FEWEST_THEFTS, wished));
    const habits = honestHabits(draw);
    found.push({
      ref: (promoters + found.length + 1) as PromoterRef,
      kind,
      habits,
      orders: Math.round((orders * (1 - STOLEN[kind])) / STOLEN[kind]),
      stolen: {
        habits: { ...habits, ...FRAUD_HABITS[kind](draw, chance) },
        orders,
        fromDay: chance.between(0, LAST_BEGIN_DAY),
      },
    });
  }
  return found;
}

function shuffled<Thing>(things: readonly Thing[], chance: Chance): Thing[] {
  return things
    .map((thing) => [chance.next(), thing] as const)
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing);
}
