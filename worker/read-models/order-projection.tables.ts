/** The write side of the orders' read model: whole rows with their owner's version, only over a lower version. */
import { and, eq, inArray, not, type SQL, sql } from "drizzle-orm";
import { PAGE_ORDER_IDS } from "../../domain/order/page-order.ts";
import { queries, type Statement } from "../platform/queries.ts";
import { countCommissions, uncountCommissions } from "./commission-totals.tables.ts";
import { commissions, orders, projectionMarks, projectionWatermarks } from "./schema.tables.ts";
import type { OrderFacts } from "../../domain/reports/order-facts.ts";
import { countInReports } from "./report-sums.tables.ts";
import { countOrders } from "./totals.tables.ts";

/** An order with its commissions, as its owner last knew it. */
export interface OrderProjection {
  readonly orderId: string;
  /** Rises with every change of the order. */
  readonly version: number;
  readonly occurredAtMs: number;
  readonly amount: number;
  readonly reversedAmount: number;
  readonly customerId: string | null;
  readonly state: string;
  readonly underReview: boolean;
  readonly basis: string;
  readonly credited: CreditedProjection;
  readonly riskCodes: readonly string[];
  /** What its commissions come to after refunds, in minor units. */
  readonly kept: number;
  /** What reports count it for; null where another order stands for its payment. */
  readonly facts: OrderFacts | null;
  readonly commissions: readonly CommissionProjection[];
}

/** Whom an order is credited to most, who bought, and the click that it rests on. */
export interface CreditedProjection {
  readonly promoter: number | null;
  /** Whose case it is, where that is somebody else; absent: nobody else's. */
  readonly suspect?: number;
  /** The promoter that the buyer is. */
  readonly buyer: number | null;
  readonly isNewCustomer: boolean;
  readonly clickToOrderMs: number | null;
  readonly clickNetwork: number | null;
  /** Nobody set off the click; null where that is not known. */
  readonly isClickUnasked: boolean | null;
  /** The click came over another promoter's that was live. */
  readonly isCreditTaken: boolean;
}

export interface CommissionProjection {
  readonly id: string;
  readonly promoter: number;
  readonly creditedPromoter: number;
  readonly level: number;
  readonly amount: number;
  readonly kept: number;
  readonly state: string;
}

/** Which write of which life of a ledger was the last; numbers rise over its lives. */
export interface ProjectionMark {
  readonly life: string;
  readonly seq: number;
}

/** Marks of one life, from one number up to another. */
export interface MarkSpan {
  readonly life: string;
  readonly fromSeq: number;
  readonly seq: number;
}

/** What a ledger may find where its mark stands, as far as nothing was put back. */
export interface ExpectedMarks {
  /** It may be that nothing stands there. */
  readonly none: boolean;
  readonly spans: readonly MarkSpan[];
}

/** Who writes, and the mark of this write. */
export interface ProjectingLedger {
  readonly programId: string;
  readonly ledger: string;
  readonly mark: ProjectionMark;
  /** A mark that is none of these is left: the ledger has to hear of it, also where this answer is lost. */
  readonly expected: ExpectedMarks;
}

export interface Projected {
  /** The mark that stood there before; null before the first write. */
  readonly found: ProjectionMark | null;
  /**
   * Orders that were not written, with the version that stands there. The same as a repeat's, or a higher one that their
   * ledger had given before it was put back to an earlier moment.
   */
  readonly kept: readonly Pick<OrderProjection, "orderId" | "version">[];
}

/**
 * Writes a batch in one D1 transaction. Repeats and late batches change nothing. Over a mark that is not expected nothing is
 * written. A late copy of what a lost life wrote would stand over what its ledger says now, and nobody would hear of it.
 */
export async function projectOrders(
  reports: D1Database,
  by: ProjectingLedger,
  projected: readonly OrderProjection[],
  nowMs: number,
): Promise<Projected> {
  const { programId } = by;
  const rowsJson = JSON.stringify(projected.map(asRow));
  const json = sql`CASE WHEN ${isExpected(by)} THEN ${rowsJson} ELSE '[]' END`;
  const rows: Rows = { programId, json, nowMs };
  const [, , , , , written, , , [found = null]] = await queries(reports).batch([
    countOrders(reports, programId, rows.json),
    countCommissions(reports, programId, rows.json),
    ...countInReports(reports, programId, rows.json),
    upsertOrders(reports, rows),
    upsertCommissions(reports, rows),
    watermark(reports, programId, nowMs),
    selectMark(reports, by),
    raiseMark(reports, by),
  ]);
  const isWritten = new Set(written.map(({ orderId }) => orderId));
  const kept = projected.map(({ orderId }) => orderId).filter((orderId) => !isWritten.has(orderId));
  return { found, kept: kept.length === 0 ? [] : await versionsOf(reports, programId, kept) };
}

/** As it travels to the database: what is summed as bare lists. */
function asRow({ facts, ...projected }: OrderProjection) {
  if (facts === null) return { ...projected, isCounted: 0 };
  const { shares, sold, ...rest } = facts;
  return {
    ...projected,
    ...rest,
    isCounted: 1,
    shares: shares.map((one) => [one.promoter, one.orders, one.sales, one.refunded, one.commission]),
    sold: sold.map((one) => [one.productId, one.sales, one.refunded, one.commission, one.categoryId]),
  };
}

/** The mark of a ledger's last write; null before the first. */
export async function projectionMark(
  reports: D1Database,
  by: Pick<ProjectingLedger, "programId" | "ledger">,
): Promise<ProjectionMark | null> {
  const [found = null] = await selectMark(reports, by);
  return found;
}

function selectMark(
  reports: D1Database,
  { programId, ledger }: Pick<ProjectingLedger, "programId" | "ledger">,
) {
  return queries(reports)
    .select({ life: projectionMarks.life, seq: projectionMarks.seq })
    .from(projectionMarks)
    .where(and(eq(projectionMarks.programId, programId), eq(projectionMarks.ledger, ledger)));
}

/** Whether the mark that stands is one of those that are expected. */
function isExpected({ programId, ledger, expected }: ProjectingLedger): SQL {
  const { life, seq } = projectionMarks;
  const own = and(eq(projectionMarks.programId, programId), eq(projectionMarks.ledger, ledger));
  return sql`CASE WHEN EXISTS (SELECT 1 FROM ${projectionMarks} WHERE ${own})
    THEN EXISTS (SELECT 1 FROM ${projectionMarks}, json_each(${JSON.stringify(expected.spans)}) AS span
      WHERE ${own} AND ${life} = span.value ->> 'life'
        AND ${seq} BETWEEN span.value ->> 'fromSeq' AND span.value ->> 'seq')
    ELSE ${expected.none ? 1 : 0} END`;
}

/** Raises the mark over a lower one of those that are expected. */
function raiseMark(reports: D1Database, by: ProjectingLedger) {
  const { programId, ledger, mark } = by;
  return queries(reports).run(
    sql`INSERT INTO ${projectionMarks} (program_id, ledger, life, seq)
      SELECT ${programId}, ${ledger}, ${mark.life}, ${mark.seq} WHERE ${isExpected(by)}
      ON CONFLICT (program_id, ledger) DO UPDATE SET life = excluded.life, seq = excluded.seq
        WHERE excluded.seq > projection_marks.seq`,
  );
}

async function versionsOf(
  reports: D1Database,
  programId: string,
  orderIds: readonly string[],
): Promise<Projected["kept"]> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(orderIds)}))`;
  return await queries(reports)
    .select({ orderId: orders.orderId, version: orders.version })
    .from(orders)
    .where(and(eq(orders.programId, programId), inArray(orders.orderId, among)));
}

/** With the names of their tables: what is selected names its columns without. */
const ROW_IDS = {
  orders: { programId: sql`orders.program_id`, orderId: sql`orders.order_id` },
  earlier: { programId: sql`earlier.program_id`, orderId: sql`earlier.order_id` },
  commissions: { programId: sql`commissions.program_id`, orderId: sql`commissions.order_id` },
} as const;

/** Whether a page told the order of a row whose merchant told it, too: then the page's one is closed and not listed. */
export function isReplaced(table: keyof typeof ROW_IDS): SQL {
  const { from, before } = PAGE_ORDER_IDS;
  const { programId, orderId } = ROW_IDS[table];
  return sql`(${orderId} >= ${from} AND ${orderId} < ${before} AND EXISTS (SELECT 1 FROM ${orders} signed
    WHERE signed.program_id = ${programId} AND signed.order_id = substr(${orderId}, ${from.length + 1})))`;
}

/**
 * An order and its commissions are written with one version. A commission of a lower one belongs to a decision that its
 * ledger lost before it decided the order otherwise. One that a closed order keeps belongs to an order that was lost before it
 * was closed. They are shown to nobody.
 */
export const IS_DECIDED = sql`(EXISTS (SELECT 1 FROM ${orders} decided WHERE decided.program_id = commissions.program_id
  AND decided.order_id = commissions.order_id AND decided.version = commissions.version)
  AND NOT (commissions.kept > 0 AND ${isReplaced("commissions")}))`;

/** Drops commissions of decisions that were lost, of those that somebody met. */
export async function dropLost(
  reports: D1Database,
  programId: string,
  commissionIds: readonly string[],
): Promise<void> {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(commissionIds)}))`;
  const lost = and(eq(commissions.programId, programId), inArray(commissions.id, among), not(IS_DECIDED));
  await queries(reports).batch([
    uncountCommissions(reports, programId, lost),
    queries(reports).delete(commissions).where(lost),
  ]);
}

interface Rows {
  readonly programId: string;
  readonly json: SQL;
  readonly nowMs: number;
}

/** Until when the read model was written, for readers to tell. */
function watermark(reports: D1Database, programId: string, nowMs: number): Statement<D1Result> {
  return queries(reports)
    .insert(projectionWatermarks)
    .values({ programId, asOfMs: nowMs })
    .onConflictDoUpdate({
      target: projectionWatermarks.programId,
      set: { asOfMs: sql`max(${projectionWatermarks.asOfMs}, excluded.as_of_ms)` },
    });
}

function upsertOrders(
  reports: D1Database,
  { programId, json, nowMs }: Rows,
): Statement<{ readonly orderId: string }[]> {
  return queries(reports).all(
    sql`INSERT INTO ${orders} (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
      under_review, basis, promoter, suspect, buyer, is_new_customer, click_to_order_ms, click_network, click_unasked,
      credit_taken, risk_codes, kept,
      campaign_id, link, channel, tier, path, currency, cohort, opens_cohort, is_counted, shares, sold, updated_at_ms)
    SELECT ${programId}, value ->> 'orderId', value ->> 'version', value ->> 'occurredAtMs', value ->> 'amount',
      value ->> 'reversedAmount', value ->> 'customerId', value ->> 'state', value ->> 'underReview',
      value ->> 'basis', value ->> '$.credited.promoter', value ->> '$.credited.suspect',
      value ->> '$.credited.buyer',
      value ->> '$.credited.isNewCustomer', value ->> '$.credited.clickToOrderMs',
      value ->> '$.credited.clickNetwork', value ->> '$.credited.isClickUnasked',
      value ->> '$.credited.isCreditTaken', value ->> 'riskCodes', value ->> 'kept',
      value ->> 'campaignId', value ->> 'link', value ->> 'channel', value ->> 'tier', value ->> 'path',
      value ->> 'currency', value ->> 'cohort', value ->> 'opensCohort', value ->> 'isCounted', value ->> 'shares',
      value ->> 'sold', ${nowMs}
    FROM json_each(${json}) WHERE true
    ON CONFLICT (program_id, order_id) DO UPDATE SET
      version = excluded.version, occurred_at_ms = excluded.occurred_at_ms, amount = excluded.amount,
      customer_id = excluded.customer_id, reversed_amount = excluded.reversed_amount, state = excluded.state,
      under_review = excluded.under_review, basis = excluded.basis, promoter = excluded.promoter,
      suspect = excluded.suspect, buyer = excluded.buyer, is_new_customer = excluded.is_new_customer,
      click_to_order_ms = excluded.click_to_order_ms, click_network = excluded.click_network,
      click_unasked = excluded.click_unasked, credit_taken = excluded.credit_taken,
      risk_codes = excluded.risk_codes, kept = excluded.kept, campaign_id = excluded.campaign_id,
      link = excluded.link, channel = excluded.channel, tier = excluded.tier, path = excluded.path,
      currency = excluded.currency, cohort = excluded.cohort, opens_cohort = excluded.opens_cohort,
      is_counted = excluded.is_counted, shares = excluded.shares, sold = excluded.sold,
      updated_at_ms = excluded.updated_at_ms
    WHERE excluded.version > orders.version RETURNING order_id AS orderId`,
  );
}

function upsertCommissions(reports: D1Database, { programId, json, nowMs }: Rows): Statement<D1Result> {
  return queries(reports).run(
    sql`INSERT INTO ${commissions} (program_id, id, order_id, version, promoter, credited_promoter, level, amount, kept,
      state, occurred_at_ms, updated_at_ms)
    SELECT ${programId}, c.value ->> 'id', o.value ->> 'orderId', o.value ->> 'version', c.value ->> 'promoter',
      c.value ->> 'creditedPromoter', c.value ->> 'level', c.value ->> 'amount', c.value ->> 'kept',
      c.value ->> 'state', o.value ->> 'occurredAtMs', ${nowMs}
    FROM json_each(${json}) o, json_each(o.value, '$.commissions') c WHERE true
    ON CONFLICT (program_id, id) DO UPDATE SET
      version = excluded.version, order_id = excluded.order_id, promoter = excluded.promoter,
      credited_promoter = excluded.credited_promoter, level = excluded.level, amount = excluded.amount,
      occurred_at_ms = excluded.occurred_at_ms, kept = excluded.kept, state = excluded.state,
      updated_at_ms = excluded.updated_at_ms
    WHERE excluded.version > commissions.version`,
  );
}
