/**
 * Orders that are under review, by the promoter whose case they are. Of what was taken back as a whole nothing is
 * at stake, so that no case waits for it.
 */
import { and, asc, desc, eq, gt, inArray, isNotNull, lte, ne, not, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { isRiskCode, type RiskCode } from "../../domain/order/risk-reason.ts";
import { queries } from "../platform/queries.ts";
import { isReplaced } from "../read-models/order-projection.tables.ts";
import { commissions, orders } from "../read-models/schema.tables.ts";

/** Whose case an order is. */
const SUSPECT = sql<number | null>`coalesce(${orders.suspect}, ${orders.promoter})`;

/**
 * Orders by whose case they are. The planner has no figures of a program, takes its primary key to be as good, and would read
 * all of its orders.
 */
const REVIEWED = sql`${orders} INDEXED BY orders_of_suspects`;
/** Likewise: it would read all commissions of the program for each order. */
const EARNED = sql`${commissions} INDEXED BY commissions_by_promoter`;
/** As that index says it: a parameter might be anything. */
const IS_REVIEWED = sql`${orders.underReview} = 1`;

/** Codes that orders have together, and how many of them do. */
export interface CodedOrders {
  readonly codes: readonly RiskCode[];
  readonly orders: number;
}

/** What a promoter's orders under review come to. */
export interface Stake {
  readonly promoter: number;
  readonly orders: number;
  /** What their commissions come to, in minor units. */
  readonly atStake: number;
  /** When the newest of these rows was written. */
  readonly writtenAtMs: number;
  readonly coded: readonly CodedOrders[];
}

/** What is at stake, most first. */
export async function readStakes(
  reports: D1Database,
  programId: string,
  only: readonly number[] | null,
  limit: number,
): Promise<Stake[]> {
  const atStake = sql<number>`sum(kept_together)`;
  // Lists of codes are few, however many orders have them.
  const alike = queries(reports)
    .select({
      promoter: SUSPECT.as("suspected"),
      codes: sql<string>`coalesce(${orders.riskCodes}, 'null')`.as("codes"),
      n: sql<number>`count(*)`.as("n"),
      kept: sql<number>`coalesce(sum(${orders.kept}), 0)`.as("kept_together"),
      writtenAtMs: sql<number>`max(${orders.updatedAtMs})`.as("written_at_ms"),
    })
    .from(REVIEWED)
    .where(and(underReview(programId), only === null ? undefined : inArray(SUSPECT, amongOf(only))))
    .groupBy(SUSPECT, orders.riskCodes)
    .as("alike");
  const rows = await queries(reports)
    .select({
      promoter: alike.promoter,
      orders: sql<number>`sum(${alike.n})`,
      atStake,
      writtenAtMs: sql<number>`max(${alike.writtenAtMs})`,
      coded: sql<string>`json_group_array(json_array(json(${alike.codes}), ${alike.n}))`,
    })
    .from(alike)
    .groupBy(sql`${alike.promoter}`)
    .orderBy(desc(atStake), asc(alike.promoter))
    .limit(limit);
  return rows.flatMap(({ promoter, coded, ...row }) =>
    promoter === null ? [] : [{ promoter, ...row, coded: codedOf(coded) }],
  );
}

/** Of these promoters, what their own commissions of their orders under review come to. */
export async function readOwnStakes(
  reports: D1Database,
  programId: string,
  promoters: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await queries(reports)
    .select({ promoter: sql<number>`${commissions.promoter}`, kept: sql<number>`sum(${commissions.kept})` })
    .from(REVIEWED)
    // Not the other way round: a program has more commissions than orders under review.
    .crossJoin(EARNED)
    .where(
      and(
        underReview(programId),
        inArray(SUSPECT, amongOf(promoters)),
        eq(commissions.programId, orders.programId),
        eq(commissions.promoter, sql`${SUSPECT}`),
        eq(commissions.occurredAtMs, orders.occurredAtMs),
        eq(commissions.orderId, orders.orderId),
        eq(commissions.version, orders.version),
      ),
    )
    .groupBy(commissions.promoter);
  return new Map(rows.map(({ promoter, kept }) => [promoter, kept]));
}

/** Codes that a later version writes are passed over, and so are orders that were written before there were codes. */
function codedOf(json: string): CodedOrders[] {
  const lists = JSON.parse(json) as readonly (readonly [codes: unknown[] | null, orders: number])[];
  return lists.flatMap(([codes, count]) =>
    codes === null ? [] : [{ codes: codes.filter(isRiskCode), orders: count }],
  );
}

/** Programs that have an order under review. */
export async function programsUnderReview(reports: D1Database): Promise<string[]> {
  const rows = await queries(reports)
    .selectDistinct({ programId: sql<string>`${orders.programId}` })
    .from(REVIEWED)
    .where(and(IS_REVIEWED, ne(orders.state, "reversed")));
  return rows.map(({ programId }) => programId);
}

/** A promoter's orders under review: those that were placed by a time, or whose rows were written after one. */
export interface ReviewedOf {
  readonly promoter: PromoterRef;
  readonly placedByMs?: number;
  readonly writtenAfterMs?: number;
}

/** Their ids, in sequence, after one. */
export async function reviewedOrders(
  reports: D1Database,
  programId: string,
  { promoter, placedByMs, writtenAfterMs }: ReviewedOf,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await queries(reports)
    .select({ orderId: sql<string>`${orders.orderId}` })
    .from(REVIEWED)
    .where(
      and(
        underReview(programId),
        eq(SUSPECT, promoter),
        placedByMs === undefined ? undefined : lte(orders.occurredAtMs, placedByMs),
        writtenAfterMs === undefined ? undefined : gt(orders.updatedAtMs, writtenAfterMs),
        gt(orders.orderId, after),
      ),
    )
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
      promoter: SUSPECT.as("suspected"),
      orderId: sql<string>`${orders.orderId}`.as("order_id"),
      place: sql<number>`row_number() OVER (PARTITION BY ${SUSPECT}
        ORDER BY ${orders.kept} DESC, ${orders.orderId})`.as("place"),
    })
    .from(REVIEWED)
    .where(and(underReview(programId), inArray(SUSPECT, amongOf(promoters))))
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
    IS_REVIEWED,
    ne(orders.state, "reversed"),
    isNotNull(SUSPECT),
    not(isReplaced("orders")),
  );
}

function amongOf(numbers: readonly number[]) {
  return sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
}
