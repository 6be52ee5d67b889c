/** Orders that are under review, by the promoter that they are credited to most. */
import { and, asc, desc, eq, gt, inArray, isNotNull, not, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { queries } from "../platform/queries.ts";
import { isReplaced } from "../read-models/order-projection.tables.ts";
import { orders } from "../read-models/schema.tables.ts";

/** What a promoter's orders under review come to. */
export interface Stake {
  readonly promoter: number;
  readonly orders: number;
  /** What their commissions come to, in minor units. */
  readonly atStake: number;
  /** When the newest of these rows was written. */
  readonly writtenAtMs: number;
  /** Of every order the codes, each a JSON list, joined by line breaks. */
  readonly codes: string;
}

/** What is at stake, most first. */
export async function readStakes(
  reports: D1Database,
  programId: string,
  only: readonly number[] | null,
  limit: number,
): Promise<Stake[]> {
  const atStake = sql<number>`coalesce(sum(${orders.kept}), 0)`;
  const rows = await queries(reports)
    .select({
      promoter: orders.promoter,
      orders: sql<number>`count(*)`,
      atStake,
      writtenAtMs: sql<number>`max(${orders.updatedAtMs})`,
      codes: sql<string>`coalesce(group_concat(${orders.riskCodes}, char(10)), '')`,
    })
    .from(orders)
    .where(and(underReview(programId), only === null ? undefined : inArray(orders.promoter, amongOf(only))))
    .groupBy(orders.promoter)
    .orderBy(desc(atStake), asc(orders.promoter))
    .limit(limit);
  return rows.flatMap(({ promoter, ...row }) => (promoter === null ? [] : [{ promoter, ...row }]));
}

/** Programs that have an order under review. */
export async function programsUnderReview(reports: D1Database): Promise<string[]> {
  const rows = await queries(reports)
    .selectDistinct({ programId: orders.programId })
    .from(orders)
    .where(eq(orders.underReview, 1));
  return rows.map(({ programId }) => programId);
}

/** Ids of a promoter's orders under review, by id, after one. */
export async function reviewedOrders(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await queries(reports)
    .select({ orderId: orders.orderId })
    .from(orders)
    .where(and(underReview(programId), eq(orders.promoter, promoter), gt(orders.orderId, after)))
    .orderBy(asc(orders.orderId))
    .limit(limit);
  return rows.map(({ orderId }) => orderId);
}

/** Some orders of each of these promoters, those with most commission first. */
export async function sampleOrders(
  reports: D1Database,
  programId: string,
  promoters: readonly number[],
  each: number,
): Promise<ReadonlyMap<number, string[]>> {
  const ranked = queries(reports)
    .select({
      promoter: orders.promoter,
      orderId: orders.orderId,
      place: sql<number>`row_number() OVER (PARTITION BY ${orders.promoter}
        ORDER BY ${orders.kept} DESC, ${orders.orderId})`.as("place"),
    })
    .from(orders)
    .where(and(underReview(programId), inArray(orders.promoter, amongOf(promoters))))
    .as("ranked");
  const rows = await queries(reports)
    .select({ promoter: ranked.promoter, orderId: ranked.orderId })
    .from(ranked)
    .where(sql`${ranked.place} <= ${each}`)
    .orderBy(asc(ranked.promoter), asc(ranked.place));
  const samples = new Map<number, string[]>();
  for (const { promoter, orderId } of rows) {
    if (promoter !== null) samples.set(promoter, [...(samples.get(promoter) ?? []), orderId]);
  }
  return samples;
}

/** Ids of a promoter's orders that were not released, the newest first: what becomes known of it concerns them. */
export async function unreleasedOrders(
  reports: D1Database,
  programId: string,
  promoter: number,
  limit: number,
): Promise<string[]> {
  const rows = await queries(reports)
    .select({ orderId: orders.orderId })
    .from(orders)
    .where(
      and(
        eq(orders.programId, programId),
        eq(orders.promoter, promoter),
        sql`${orders.state} IN ('pending', 'held')`,
        not(isReplaced("orders")),
      ),
    )
    .orderBy(desc(orders.occurredAtMs))
    .limit(limit);
  return rows.map(({ orderId }) => orderId);
}

function underReview(programId: string) {
  return and(
    eq(orders.programId, programId),
    eq(orders.underReview, 1),
    isNotNull(orders.promoter),
    not(isReplaced("orders")),
  );
}

function amongOf(numbers: readonly number[]) {
  return sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
}
