/**
 * Sums that reports read, kept by the very transaction that writes an order: what its new version counts for, less what the
 * stored one did. So a refund, an amendment or a late order corrects the time at which the order occurred.
 */
import { type SQL, sql } from "drizzle-orm";
import { namesOf } from "../../domain/kernel/records.ts";
import { CLICK_TO_ORDER_FROM_MS } from "../../domain/reports/click-to-order.ts";
import type { Span } from "../../domain/reports/cover.ts";
import type { SignedSpan } from "../../domain/reports/signed-cover.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { orders, reportDays, reportMonths, reportQuarters } from "./schema.tables.ts";

/** What orders are told apart by. A key is empty where an order has nothing of it, and promoter 0 is nobody. */
export type Dimension =
  | "promoter"
  | "link"
  | "campaign"
  | "product"
  | "channel"
  | "tier"
  | "path"
  | "click_to_order";

/** The dimension of all orders of a program, whose only key is empty. */
export const PROGRAM = "program";

/** Dimensions with so many keys that triggers of the months sum them by year as well, with all keys of a month side by side. */
export const YEARLY: readonly string[] = ["promoter", "link", "product"] satisfies readonly Dimension[];

/** Adds what orders bring, to quarter hours, days and months. Before they are written, in that transaction. */
export function countInReports(
  db: D1Database,
  programId: string,
  ordersJson: SQL,
): [Statement<D1Result>, Statement<D1Result>, Statement<D1Result>] {
  return addedTo(db, programId, changesOf(programId, ordersJson));
}

/** Adds what `counted` orders come to. */
export function addedTo(
  db: D1Database,
  programId: string,
  counted: SQL,
): [Statement<D1Result>, Statement<D1Result>, Statement<D1Result>] {
  return [
    addQuarters(db, programId, counted),
    addDays(db, programId, counted),
    addMonths(db, programId, counted),
  ];
}

/** Of each order that rises to a higher version: what it counts for now, and what it counted for until now, taken off. */
function changesOf(programId: string, ordersJson: SQL): SQL {
  return sql`incoming AS MATERIALIZED (
      SELECT value, value ->> 'orderId' AS order_id, value ->> 'version' AS version FROM json_each(${ordersJson})
    ), counted AS MATERIALIZED (
      SELECT 1 AS sign, value ->> 'occurredAtMs' AS occurred_at_ms, value ->> 'customerId' IS NOT NULL
          AND value ->> '$.credited.isNewCustomer' = 1 AS is_first, value ->> 'amount' AS amount,
        value ->> 'reversedAmount' AS reversed_amount, value ->> 'kept' AS kept, value ->> 'campaignId' AS campaign_id,
        value ->> 'link' AS link, value ->> 'channel' AS channel, value ->> 'tier' AS tier,
        value ->> 'path' AS path, value ->> '$.credited.clickToOrderMs' AS click_to_order_ms,
        value ->> 'cohort' AS cohort, value ->> 'opensCohort' AS opens_cohort, value ->> 'shares' AS shares,
        value ->> 'sold' AS sold
      FROM incoming WHERE value ->> 'isCounted' = 1 AND NOT EXISTS (SELECT 1 FROM ${orders} known
        WHERE known.program_id = ${programId} AND known.order_id = incoming.order_id
          AND known.version >= incoming.version)
      UNION ALL
      SELECT -1, ${FACTS} FROM incoming CROSS JOIN ${orders} known ON known.program_id = ${programId}
        AND known.order_id = incoming.order_id AND known.version < incoming.version AND known.is_counted = 1
    )`;
}

/** What shares come to together: at a place of the only one, or at that of each. Nearly all orders have one, which needs no list. */
function ofShares(ofOne: SQL, ofEach: SQL): SQL {
  return sql`(CASE json_array_length(known.shares) WHEN 1 THEN known.shares ->> ${ofOne}
    ELSE (SELECT coalesce(sum(value ->> ${ofEach}), 0) FROM json_each(known.shares)) END)`;
}

const SALES = ofShares(sql`'$[0][2]'`, sql`2`);
const REFUNDED = ofShares(sql`'$[0][3]'`, sql`3`);
const COMMISSION = ofShares(sql`'$[0][4]'`, sql`4`);

/**
 * What a row of orders, named `known`, counts for. Amounts are those of its shares. A version of this code that knows no
 * reports writes new amounts over the row, and leaves what it was counted for.
 */
const FACTS = sql`known.occurred_at_ms, known.customer_id IS NOT NULL AND known.is_new_customer = 1 AS is_first,
  ${SALES} AS amount, ${REFUNDED} AS reversed_amount, ${COMMISSION} AS kept, known.campaign_id, known.link, known.channel, known.tier,
  known.path, known.click_to_order_ms, known.cohort, known.opens_cohort, known.shares, known.sold`;

/**
 * Counted orders of spans of time, as `counted` for {@link CELLS}: those of spans with a sign, with that sign.
 *
 * @param isAsked whether orders of a `span` are read.
 */
export function countedWithin(
  programId: string,
  spans: readonly (Span | SignedSpan)[],
  isAsked: SQL = sql`true`,
): SQL {
  return sql`counted AS MATERIALIZED (SELECT span.sign, ${FACTS}
    FROM ${spansOf(spans)} CROSS JOIN ${orders} known ON known.program_id = ${programId} AND known.is_counted = 1
      AND known.occurred_at_ms >= span.from_ms AND known.occurred_at_ms < span.to_ms WHERE ${isAsked})`;
}

/** Whether a counted row of orders, named `known`, was written since by a version that knows no reports. */
export const IS_STALE = sql`(known.amount <> ${SALES} OR known.reversed_amount <> ${REFUNDED} OR known.kept <> ${COMMISSION})`;

/** Spans of time as rows of `span`. By the limit each is read from JSON once, and not again for every row that it is joined with. */
export function spansOf(spans: readonly (Span | SignedSpan)[]): SQL {
  const json = JSON.stringify(spans.map((span) => [span.fromMs, span.toMs, "sign" in span ? span.sign : 1]));
  return sql`(SELECT value ->> 0 AS from_ms, value ->> 1 AS to_ms, value ->> 2 AS sign
    FROM json_each(${json}) LIMIT -1) AS span`;
}

const WHOLE = sql`sign AS orders, sign * is_first AS new_customers, sign * amount AS sales,
  sign * reversed_amount AS refunded, sign * kept AS commission`;

/** Where the class of an order's time from click to order begins, as text; empty where no click decided. A click after it is at once. */
const CLICK_TO_ORDER = sql`coalesce((SELECT CAST(max(value) AS TEXT) FROM json_each(${JSON.stringify(CLICK_TO_ORDER_FROM_MS)})
  WHERE value <= max(0, click_to_order_ms)), '')`;

/** Selects of what `counted` orders come to: `occurred_at_ms`, `dimension`, `key` and the figures, each of its own. */
export const CELLS: Readonly<Record<Dimension | typeof PROGRAM, SQL>> = {
  program: sql`SELECT occurred_at_ms, 'program' AS dimension, '' AS key, ${WHOLE} FROM counted`,
  promoter: sql`SELECT occurred_at_ms, 'promoter' AS dimension, CAST(share.value ->> 0 AS TEXT) AS key,
    sign * (share.value ->> 1) AS orders, sign * is_first * (share.value ->> 1) AS new_customers,
    sign * (share.value ->> 2) AS sales, sign * (share.value ->> 3) AS refunded,
    sign * (share.value ->> 4) AS commission FROM counted, json_each(counted.shares) AS share`,
  product: sql`SELECT occurred_at_ms, 'product' AS dimension, part.value ->> 0 AS key, sign AS orders,
    sign * is_first AS new_customers, sign * (part.value ->> 1) AS sales, sign * (part.value ->> 2) AS refunded,
    sign * (part.value ->> 3) AS commission FROM counted, json_each(counted.sold) AS part`,
  link: sql`SELECT occurred_at_ms, 'link' AS dimension, coalesce(CAST(link AS TEXT), '') AS key, ${WHOLE} FROM counted`,
  campaign: sql`SELECT occurred_at_ms, 'campaign' AS dimension, coalesce(campaign_id, '') AS key, ${WHOLE} FROM counted`,
  channel: sql`SELECT occurred_at_ms, 'channel' AS dimension, coalesce(channel, '') AS key, ${WHOLE} FROM counted`,
  tier: sql`SELECT occurred_at_ms, 'tier' AS dimension, coalesce(tier, '') AS key, ${WHOLE} FROM counted`,
  path: sql`SELECT occurred_at_ms, 'path' AS dimension, coalesce(path, '') AS key, ${WHOLE} FROM counted`,
  click_to_order: sql`SELECT occurred_at_ms, 'click_to_order' AS dimension, ${CLICK_TO_ORDER} AS key, ${WHOLE} FROM counted`,
};

/** The months of customers' first orders with those of orders. They are summed by month alone, and count first orders. */
const COHORTS = sql`SELECT occurred_at_ms, 'cohort' AS dimension, cohort AS key, sign AS orders,
  sign * opens_cohort AS new_customers, sign * amount AS sales, sign * reversed_amount AS refunded,
  sign * kept AS commission FROM counted WHERE cohort IS NOT NULL`;

/** What orders are told apart by. */
export const DIMENSIONS = namesOf(CELLS).filter((name): name is Dimension => name !== PROGRAM);

/** D1 takes five selects of one union at most: so many stand in each part of what is summed by day. */
const SELECTS = 4;

/** What is summed by day: every select of {@link CELLS}. */
const DAILY_CELLS = union(inParts(Object.values(CELLS)).map((part) => sql`SELECT * FROM (${union(part)})`));

function union(selects: readonly SQL[]): SQL {
  return sql.join([...selects], sql` UNION ALL `);
}

function inParts(selects: readonly SQL[]): SQL[][] {
  return Array.from({ length: Math.ceil(selects.length / SELECTS) }, (_, part) =>
    selects.slice(part * SELECTS, (part + 1) * SELECTS),
  );
}

/** What is summed by month. */
export const MONTHLY_CELLS = sql`SELECT * FROM (${DAILY_CELLS}) UNION ALL ${COHORTS}`;

/** The dimension of {@link MONTHLY_CELLS} that no day has. */
export const COHORT = "cohort";

const SUMS = sql`sum(orders), sum(new_customers), sum(sales), sum(refunded), sum(commission)`;
/** What changes nothing, as the release of an order, costs no row. */
const CHANGES = sql`sum(orders) <> 0 OR sum(new_customers) <> 0 OR sum(sales) <> 0 OR sum(refunded) <> 0
  OR sum(commission) <> 0`;
/** Columns of every sum. */
export const FIGURES = sql`orders, new_customers, sales, refunded, commission`;
const ADDED = sql`orders = orders + excluded.orders, new_customers = new_customers + excluded.new_customers,
  sales = sales + excluded.sales, refunded = refunded + excluded.refunded,
  commission = commission + excluded.commission`;

/** The quarter hour, day and month of UTC that an order is of. */
const STARTS = {
  quarter: sql`occurred_at_ms - occurred_at_ms % 900000`,
  day: sql`occurred_at_ms - occurred_at_ms % 86400000`,
  month: sql`unixepoch(occurred_at_ms / 1000, 'unixepoch', 'start of month') * 1000`,
} as const;

function addQuarters(db: D1Database, programId: string, changes: SQL): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${changes} INSERT INTO ${reportQuarters} (program_id, start_ms, ${FIGURES})
      SELECT ${programId}, ${STARTS.quarter} AS start_ms, ${SUMS} FROM (${CELLS.program}) GROUP BY 2 HAVING ${CHANGES}
      ON CONFLICT (program_id, start_ms) DO UPDATE SET ${ADDED}`,
  );
}

function addDays(db: D1Database, programId: string, changes: SQL): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${changes} INSERT INTO ${reportDays} (program_id, dimension, start_ms, key, ${FIGURES})
      SELECT ${programId}, dimension, ${STARTS.day} AS start_ms, key, ${SUMS} FROM (${DAILY_CELLS})
      GROUP BY 2, 3, 4 HAVING ${CHANGES}
      ON CONFLICT (program_id, dimension, start_ms, key) DO UPDATE SET ${ADDED}`,
  );
}

function addMonths(db: D1Database, programId: string, changes: SQL): Statement<D1Result> {
  return queries(db).run(
    sql`WITH ${changes} INSERT INTO ${reportMonths} (program_id, dimension, key, start_ms, ${FIGURES})
      SELECT ${programId}, dimension, key, ${STARTS.month} AS start_ms, ${SUMS} FROM (${MONTHLY_CELLS})
      GROUP BY 2, 3, 4 HAVING ${CHANGES}
      ON CONFLICT (program_id, dimension, key, start_ms) DO UPDATE SET ${ADDED}`,
  );
}
