/**
 * Customers of keys. No sum has them: the orders of a page's links are gone through, and of campaigns, products, channels and
 * tiers all orders of a period. What is over is kept.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type CountedDimension, customersOfKeys, customersOfLinks } from "../customers.tables.ts";
import { programSums } from "../order-sums.tables.ts";
import { isIndexed, type KeptDimension, readCustomersOfKeys } from "../periods/period-customers.tables.ts";
import type { CustomersOf, Source } from "./keyed-report.ts";

/** Of fewer links or promoters the orders are read as fast: of those of one promoter, who asks about itself, nothing is kept. */
export const WORTH_KEYS = 16;

/** @param most orders of a period that are still gone through. */
export function countedCustomers(
  dimension: CountedDimension,
  most: number = LIMITS.ordersCountedByKey,
): CustomersOf {
  return async (source, keys) => {
    const { env, program, period } = source;
    if (keys.length === 0) return new Map();
    const { orders } = await programSums(env.REPORTS, program.id, period);
    if (orders > most) return null;
    return (
      (await keptCustomers(source, dimension, keys, most)) ??
      (await customersOfKeys(env.REPORTS, program.id, { dimension, period }, keys))
    );
  };
}

/** @param most orders of the links of a page that are still gone through. */
export function linkCustomers(most: number = LIMITS.ordersCountedByKey): CustomersOf {
  return async (source, keys) => {
    const { env, program, period } = source;
    if (keys.length === 0) return new Map();
    return (
      (await keptCustomers(source, "link", keys, most)) ??
      (await customersOfLinks(env.REPORTS, program.id, { keys, period }, most))
    );
  };
}

/** Null where nothing is kept. */
export async function keptCustomers(
  { env, program, period, among }: Source,
  dimension: KeptDimension,
  keys: readonly string[],
  most: number | null = null,
): Promise<ReadonlyMap<string, number> | null> {
  if (among !== undefined || (isIndexed(dimension) && keys.length < WORTH_KEYS)) return null;
  const asked = { dimension, period, most };
  return await readCustomersOfKeys(env.REPORTS, program, asked, keys, { nowMs: Date.now() });
}
