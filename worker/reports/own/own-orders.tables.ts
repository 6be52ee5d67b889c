/**
 * What a promoter has of orders, by spans of any length. Sums by promoter are by days of UTC alone, so its orders themselves are
 * read. Those that it has the greatest credit of, and those that it earns of.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Span } from "../../../domain/reports/cover.ts";
import type { OrderSums } from "../../../domain/reports/figures.ts";
import { queries } from "../../platform/queries.ts";
import { spansOf } from "../../read-models/report-sums.tables.ts";
import { commissions, orders, reportDays } from "../../read-models/schema.tables.ts";

const DAY_MS = 86_400_000;

/** What orders of a span come to for a promoter. */
export interface OwnSums extends OrderSums {
  /** The place of the span. */
  readonly place: number;
  /** Customers of the orders that it has the greatest credit of, each once. */
  readonly customers: number;
}

/** Sums of each of some spans that follow each other, by their places. Those without anything are missing. */
export async function ownSums(
  reports: D1Database,
  programId: string,
  promoter: number,
  spans: readonly Span[],
): Promise<ReadonlyMap<number, OwnSums>> {
  const days = daysAround(spans);
  const hidden = await daysWithOthers(reports, programId, promoter, days);
  const rows = await summed(reports, { programId, promoter, spans, hidden });
  return new Map(rows.map((row) => [row.place, row]));
}

/** Whole days of UTC. */
function daysAround(spans: readonly Span[]): Span[] {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = Math.floor(first.fromMs / DAY_MS);
  const days = Math.ceil(last.toMs / DAY_MS) - from;
  return Array.from({ length: days }, (_, place) => ({
    fromMs: (from + place) * DAY_MS,
    toMs: (from + place + 1) * DAY_MS,
  }));
}

/**
 * Days of which the promoter's sums say more than its orders do: it has credit of some that it neither leads nor earns of. All
 * orders of such a day are gone through.
 */
async function daysWithOthers(
  reports: D1Database,
  programId: string,
  promoter: number,
  days: readonly Span[],
): Promise<Span[]> {
  const own = await summed(reports, { programId, promoter, spans: days, hidden: [] });
  const found = new Map(own.map((row) => [row.place, row]));
  const starts = JSON.stringify(days.map(({ fromMs }) => fromMs));
  const sums = await queries(reports).all<{
    readonly place: number;
    readonly sales: number;
    readonly refunded: number;
  }>(
    sql`SELECT day.key AS place, sales, refunded FROM json_each(${starts}) AS day CROSS JOIN ${reportDays} AS sums
      ON program_id = ${programId} AND dimension = 'promoter' AND start_ms = day.value AND sums.key = ${String(promoter)}`,
  );
  return sums.flatMap(({ place, sales, refunded }) => {
    const known = found.get(place);
    const isWhole = (known?.sales ?? 0) === sales && (known?.refunded ?? 0) === refunded;
    return isWhole ? [] : (days[place] ?? []);
  });
}

interface Asked {
  readonly programId: string;
  readonly promoter: number;
  readonly spans: readonly Span[];
  readonly hidden: readonly Span[];
}

async function summed(
  reports: D1Database,
  { programId, promoter, spans, hidden }: Asked,
): Promise<OwnSums[]> {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return [];
  const places = JSON.stringify(spans.map(({ fromMs, toMs }) => [fromMs, toMs]));
  const within = (at: SQL) => sql`${at} >= ${first.fromMs} AND ${at} < ${last.toMs}`;
  return await queries(reports).all<OwnSums>(
    sql`WITH own (order_id) AS (
        SELECT order_id FROM ${orders} INDEXED BY orders_of_promoters WHERE program_id = ${programId}
          AND promoter = ${promoter} AND is_counted = 1 AND ${within(sql`occurred_at_ms`)}
        UNION SELECT order_id FROM ${commissions} WHERE program_id = ${programId} AND promoter = ${promoter}
          AND ${within(sql`occurred_at_ms`)}
        UNION SELECT order_id FROM ${spansOf(hidden)} CROSS JOIN ${orders} INDEXED BY orders_counted
          ON program_id = ${programId} AND occurred_at_ms >= span.from_ms AND occurred_at_ms < span.to_ms
          WHERE is_counted = 1)
      SELECT asked.key AS place, sum(share.value ->> 1) AS orders,
        sum((known.customer_id IS NOT NULL AND known.is_new_customer = 1) * (share.value ->> 1)) AS newCustomers,
        sum(share.value ->> 2) AS sales, sum(share.value ->> 3) AS refunded, sum(share.value ->> 4) AS commission,
        count(DISTINCT CASE WHEN share.value ->> 1 = 1 THEN known.customer_id END) AS customers
      FROM own CROSS JOIN ${orders} known ON known.program_id = ${programId} AND known.order_id = own.order_id
        AND known.is_counted = 1
      CROSS JOIN json_each(known.shares) AS share ON share.value ->> 0 = ${promoter}
      CROSS JOIN json_each(${places}) AS asked ON known.occurred_at_ms >= asked.value ->> 0
        AND known.occurred_at_ms < asked.value ->> 1
      GROUP BY asked.key`,
  );
}
