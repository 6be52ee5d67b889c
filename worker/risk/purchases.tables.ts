/** Who bought from whom over a window of days, as far as it can be part of a circle or of a group. */
import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import type { Purchase } from "../../domain/risk/patterns/dense-group.ts";
import type { PromoterPurchase } from "../../domain/risk/patterns/rings.ts";
import { queries } from "../platform/queries.ts";
import { orders } from "../read-models/schema.tables.ts";
import { type DaySpan, isOfDays } from "./promoter-windows.tables.ts";

/** Beyond, a program's groups are looked for among the customers with most orders. */
const MOST_PURCHASES = 50_000;

/** Purchases of promoters from promoters. */
export async function readPromoterPurchases(
  reports: D1Database,
  programId: string,
  span: DaySpan,
): Promise<PromoterPurchase<number>[]> {
  const rows = await queries(reports)
    .select({ buyer: orders.buyer, seller: orders.promoter, orders: sql<number>`count(*)` })
    .from(orders)
    .where(and(isOfDays(programId, span), isNotNull(orders.buyer)))
    .groupBy(orders.buyer, orders.promoter);
  return rows.flatMap(({ buyer, seller, ...row }) =>
    buyer === null || seller === null ? [] : [{ buyer, seller, ...row }],
  );
}

/** Purchases of customers with more than one order. A customer with one is dense with nobody. */
export async function readPurchases(
  reports: D1Database,
  programId: string,
  span: DaySpan,
): Promise<Purchase<number, string>[]> {
  const again = queries(reports)
    .select({ customerId: orders.customerId, n: sql<number>`count(*)`.as("n") })
    .from(orders)
    .where(and(isOfDays(programId, span), isNotNull(orders.customerId)))
    .groupBy(orders.customerId)
    .having(({ n }) => gt(n, 1))
    .orderBy(sql`n DESC, customer_id`)
    .limit(MOST_PURCHASES)
    .as("again");
  const rows = await queries(reports)
    .select({ promoter: orders.promoter, customer: orders.customerId, orders: sql<number>`count(*)` })
    .from(orders)
    .innerJoin(again, eq(again.customerId, orders.customerId))
    .where(isOfDays(programId, span))
    .groupBy(orders.promoter, orders.customerId)
    .limit(MOST_PURCHASES);
  return rows.flatMap(({ promoter, customer, ...row }) =>
    promoter === null || customer === null ? [] : [{ promoter, customer, ...row }],
  );
}
