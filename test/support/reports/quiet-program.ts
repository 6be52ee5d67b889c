/**
 * A program as it sells when nothing is wrong, hour by hour from a seed. It goes by hours of the day and days of the
 * week, and some days are better or worse. Somebody posts links, orders have all sizes, and refunds come some days later.
 * Faults can be planted.
 */
import type { Totals } from "../../../domain/alerts/alerts.ts";
import { Chance } from "../chance.ts";

export interface QuietProgram {
  readonly clicksADay: number;
  /** Orders for a click. */
  readonly cvr: number;
  readonly refundShare: number;
  /** A day's level beside others of its kind: the deviation of its logarithm. */
  readonly dayNoise: number;
  /** Growth a week, as 0.02. */
  readonly growth: number;
}

export const QUIET: QuietProgram = {
  clicksADay: 2_000,
  cvr: 0.03,
  refundShare: 0.06,
  dayNoise: 0.12,
  growth: 0.01,
};

/** What is wrong from an hour on: factors of what would have come. */
export interface Fault {
  readonly fromHour: number;
  readonly toHour: number;
  readonly clicks?: number;
  readonly orders?: number;
  readonly refunds?: number;
}

const WEEK_SHAPE = [1, 0.95, 0.95, 1, 1.1, 1.35, 1.25];
const DAY_SHAPE = Array.from(
  { length: 24 },
  (_, hour) => 1 + 0.9 * Math.sin(((hour - 9) / 24) * 2 * Math.PI),
);
const DAY_SUM = DAY_SHAPE.reduce((sum, part) => sum + part, 0);

/** Running totals by the hour. */
export function totalsOf(
  { clicksADay, cvr, refundShare, dayNoise, growth }: QuietProgram,
  { hours, seed, fault }: { readonly hours: number; readonly seed: number; readonly fault?: Fault },
): Totals[] {
  const chance = new Chance(seed);
  const totals: Totals[] = [];
  const back = new Map<number, number>();
  let sum = { clicks: 0, orders: 0, sales: 0, refunded: 0, commission: 0 };
  let [level, post] = [1, 0];
  for (let hour = 0; hour < hours; hour += 1) {
    if (hour % 24 === 0) level = Math.exp(dayNoise * normal(chance)) * (1 + growth) ** (hour / 168);
    // Somebody posts a link now and then: half as much again, which ebbs within hours.
    post = chance.next() < 1 / 100 ? 0.5 : post * 0.6;
    const usual =
      (clicksADay * (WEEK_SHAPE[Math.floor(hour / 24) % 7] ?? 1) * (DAY_SHAPE[hour % 24] ?? 1)) / DAY_SUM;
    const isWrong = fault !== undefined && hour >= fault.fromHour && hour < fault.toHour;
    const clicks = poisson(chance, usual * level * (1 + post) * (isWrong ? (fault.clicks ?? 1) : 1));
    const orders = poisson(chance, clicks * cvr * (isWrong ? (fault.orders ?? 1) : 1));
    let [sales, commission] = [0, 0];
    for (let order = 0; order < orders; order += 1) {
      const amount = Math.ceil(10_000 * Math.exp(0.7 * normal(chance)));
      sales += amount;
      commission += Math.floor(amount / 10);
      if (chance.next() >= refundShare) continue;
      const at = hour + Math.floor(24 * (1 + 6 * chance.next()));
      back.set(at, (back.get(at) ?? 0) + amount);
    }
    const refunded = Math.round((back.get(hour) ?? 0) * (isWrong ? (fault.refunds ?? 1) : 1));
    sum = {
      clicks: sum.clicks + clicks,
      orders: sum.orders + orders,
      sales: sum.sales + sales,
      refunded: sum.refunded + refunded,
      commission: sum.commission + commission - Math.floor(refunded / 10),
    };
    totals.push({ hour, ...sum });
  }
  return totals;
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
}

function poisson(chance: Chance, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = chance.next(); product > end; product *= chance.next()) count += 1;
  return count;
}
