/**
 * Whether what reports keep is what the sums and orders come to: of ends, days, months of customers, and periods. Each is
 * compared in one statement with whether it stands. So what is written meanwhile makes no difference.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Span } from "../../../domain/reports/cover.ts";
import { queries } from "../../platform/queries.ts";
import { DAY, daySums, endSums, isKept } from "../../read-models/kept-sums.tables.ts";
import {
  CELLS,
  type Dimension,
  FIGURES,
  PROGRAM,
  spansOf,
  YEARLY,
} from "../../read-models/report-sums.tables.ts";
import { reportCustomerMonths, reportKept, reportKeptSums } from "../../read-models/schema.tables.ts";
import { CUSTOMERS, monthsMet } from "../customers-met.tables.ts";
import { partsOf } from "../order-sums.tables.ts";
import { reportPeriodCustomers, reportPeriods, reportPeriodSums } from "../schema.tables.ts";
import { ofHead, stands } from "./kept-periods.tables.ts";
import { customersToKeep } from "./period-customers.tables.ts";

/** Where something that is kept differs. */
export interface KeptDifference extends Span {
  readonly key: string;
  /** By sums and orders, and as it is kept: of the first figure that differs. */
  readonly expected: number;
  readonly found: number;
}

/** A span of which something is kept under a name. */
export interface KeptSpan extends Span {
  readonly dimension: string;
}

/** Spans that are kept, behind one of them: in the sequence of their ends. */
export async function keptSpans(
  reports: D1Database,
  programId: string,
  after: KeptSpan | null,
  limit: number,
): Promise<KeptSpan[]> {
  const { toMs, fromMs, dimension } = after ?? { toMs: -1, fromMs: -1, dimension: "" };
  return await queries(reports).all<KeptSpan>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs, dimension FROM ${reportKept} WHERE program_id = ${programId}
      AND (to_ms, from_ms, dimension) > (${toMs}, ${fromMs}, ${dimension}) ORDER BY to_ms, from_ms, dimension LIMIT ${limit}`,
  );
}

/** Differences of spans that are kept under one name. Of a name that this version does not know there are none. */
export async function differencesOfSpans(
  reports: D1Database,
  programId: string,
  dimension: string,
  spans: readonly Span[],
  limit: number,
): Promise<KeptDifference[]> {
  const expected = spanSums(programId, dimension, spans);
  if (expected === null) return [];
  const found =
    dimension === CUSTOMERS
      ? sql`SELECT from_ms, to_ms, previous_ms AS key, 0 AS orders, 0 AS new_customers, 0 AS sales, 0 AS refunded,
          0 AS commission, customers FROM ${spansOf(spans)} CROSS JOIN ${reportCustomerMonths}
          ON program_id = ${programId} AND start_ms = span.from_ms`
      : sql`SELECT span.from_ms, span.to_ms, key, ${FIGURES}, customers FROM ${spansOf(spans)}
          CROSS JOIN ${reportKeptSums} AS sums ON sums.program_id = ${programId} AND sums.dimension = ${dimension}
          AND sums.from_ms = span.from_ms AND sums.to_ms = span.to_ms`;
  const isOne = isKept(programId, dimension);
  const sides = sql`SELECT 1 AS sign, * FROM (${expected}) AS span WHERE ${isOne}
    UNION ALL SELECT -1, * FROM (${found}) AS span WHERE ${isOne}`;
  return await differencesIn(reports, sides, limit);
}

/** Selects what should be kept of spans under a name. */
function spanSums(programId: string, dimension: string, spans: readonly Span[]): SQL | null {
  if (dimension === DAY) return daySums(programId, spans);
  if (dimension !== CUSTOMERS) return isDimension(dimension) ? endSums(programId, dimension, spans) : null;
  return sql`SELECT from_ms, to_ms, previous_ms AS key, 0 AS orders, 0 AS new_customers, 0 AS sales, 0 AS refunded,
    0 AS commission, customers FROM (${monthsMet(programId, spans)}) AS met CROSS JOIN ${spansOf(spans)}
    ON met.start_ms = span.from_ms`;
}

function isKnown(name: string): name is Dimension | typeof PROGRAM {
  return Object.hasOwn(CELLS, name);
}

function isDimension(name: string): name is Dimension {
  return isKnown(name) && name !== PROGRAM;
}

/** A period of which sums or customers are kept and stand. */
export interface ValidPeriod extends KeptSpan {
  readonly what: "sums" | "customers";
}

export async function validPeriods(reports: D1Database, programId: string): Promise<ValidPeriod[]> {
  return await queries(reports).all<ValidPeriod>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs, dimension, what FROM ${reportPeriods}
      WHERE program_id = ${programId} AND stands = 1 ORDER BY to_ms, from_ms, what, dimension`,
  );
}

/** Differences of a period, as long as it stands. */
export async function differencesOfPeriod(
  reports: D1Database,
  programId: string,
  { what, dimension, fromMs, toMs }: ValidPeriod,
  limit: number,
): Promise<KeptDifference[]> {
  if (!isKnown(dimension)) return [];
  const head = { fromMs, toMs };
  const own = ofHead(programId, { dimension, head });
  const isValid = stands(programId, { what, dimension, head });
  const ofPeriod = (sign: SQL, columns: SQL, from: SQL) =>
    sql`SELECT ${sign} AS sign, ${fromMs} AS from_ms, ${toMs} AS to_ms, key, ${columns} FROM ${from}`;
  if (what === "sums") {
    if (!isDimension(dimension) || !YEARLY.includes(dimension)) return [];
    const columns = sql`${FIGURES}, 0 AS customers`;
    const sides = sql`${partsOf(programId, dimension, head)} ${ofPeriod(sql`1`, columns, sql`parts`)} WHERE ${isValid}
      UNION ALL ${ofPeriod(sql`-1`, columns, sql`${reportPeriodSums}`)} WHERE ${own} AND ${isValid}`;
    return await differencesIn(reports, sides, limit);
  }
  const expected = customersToKeep(programId, dimension, head);
  if (expected === null) return [];
  const columns = sql`0 AS orders, 0 AS new_customers, 0 AS sales, 0 AS refunded, 0 AS commission, customers`;
  const sides = sql`${ofPeriod(sql`1`, columns, sql`(${expected}) AS counted`)} WHERE ${isValid}
    UNION ALL ${ofPeriod(sql`-1`, columns, sql`${reportPeriodCustomers}`)} WHERE ${own} AND ${isValid}`;
  return await differencesIn(reports, sides, limit);
}

const COLUMNS = [sql`orders`, sql`sales`, sql`refunded`, sql`commission`, sql`new_customers`, sql`customers`];
const DIFFERS = COLUMNS.map((column) => sql`sum(sign * coalesce(${column}, 0)) <> 0`);

/** What one side has of the first figure that differs. */
function figureOf(sign: SQL): SQL {
  const cases = COLUMNS.map(
    (column, place) => sql`WHEN ${DIFFERS[place]} THEN sum(max(${sign} * sign, 0) * coalesce(${column}, 0))`,
  );
  return sql`CASE ${sql.join(cases, sql` `)} END`;
}

/** @param sides rows of `sign`, `from_ms`, `to_ms`, `key`, figures and `customers`: 1 as it should be, and -1 as it is kept. */
async function differencesIn(reports: D1Database, sides: SQL, limit: number): Promise<KeptDifference[]> {
  return await queries(reports).all<KeptDifference>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs, CAST(key AS TEXT) AS key, ${figureOf(sql`1`)} AS expected,
      ${figureOf(sql`-1`)} AS found FROM (${sides}) GROUP BY from_ms, to_ms, key
      HAVING ${sql.join(DIFFERS, sql` OR `)} LIMIT ${limit}`,
  );
}

/** What is kept of spans under a name is kept no more. */
export async function forgetSpans(
  reports: D1Database,
  programId: string,
  dimension: string,
  spans: readonly Span[],
): Promise<void> {
  await queries(reports).run(
    sql`DELETE FROM ${reportKept} WHERE program_id = ${programId} AND dimension = ${dimension}
      AND (to_ms, from_ms) IN (SELECT to_ms, from_ms FROM ${spansOf(spans)})`,
  );
}

/** A period stands no more. */
export async function forgetPeriod(
  reports: D1Database,
  programId: string,
  { what, dimension, fromMs, toMs }: ValidPeriod,
): Promise<void> {
  await queries(reports).run(
    sql`UPDATE ${reportPeriods} SET stands = 0 WHERE program_id = ${programId} AND what = ${what}
      AND dimension = ${dimension} AND from_ms = ${fromMs} AND to_ms = ${toMs}`,
  );
}
