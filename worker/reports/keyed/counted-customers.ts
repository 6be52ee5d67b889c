/**
 * Customers of links, campaigns, products, channels and tiers. No sum has them: the orders of a page's links are gone through,
 * and of the others all orders of a period.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type CountedDimension, customersOfKeys, customersOfLinks } from "../customers.tables.ts";
import { programSums } from "../order-sums.tables.ts";
import type { CustomersOf } from "./keyed-report.ts";

/** @param most orders of a period that are still gone through. */
export function countedCustomers(
  dimension: CountedDimension,
  most: number = LIMITS.ordersCountedByKey,
): CustomersOf {
  return async ({ env, program, period }, keys) => {
    if (keys.length === 0) return new Map();
    const { orders } = await programSums(env.REPORTS, program.id, period);
    if (orders > most) return null;
    return await customersOfKeys(env.REPORTS, program.id, { dimension, period }, keys);
  };
}

/** @param most orders of the links of a page that are still gone through. */
export function linkCustomers(most: number = LIMITS.ordersCountedByKey): CustomersOf {
  return async ({ env, program, period }, keys) => {
    if (keys.length === 0) return new Map();
    return await customersOfLinks(env.REPORTS, program.id, { keys, period }, most);
  };
}
