/** What orders of a period come to, from sums of months, days and quarter hours, and from the orders at the period's ends. */
import { type SQL, sql } from "drizzle-orm";
import { coverOf, type Span } from "../../domain/reports/cover.ts";
import type { OrderSums } from "../../domain/reports/figures.ts";
import {
  type SignedCover,
  signedCoverOf,
  type SignedSpan,
  startsOf,
} from "../../domain/reports/signed-cover.ts";
import { queries } from "../platform/queries.ts";
import { countedUnkept, keptCells } from "../read-models/kept-sums.tables.ts";
import {
  CELLS,
  countedWithin,
  type Dimension,
  FIGURES,
  PROGRAM,
  spansOf,
  YEARLY,
} from "../read-models/report-sums.tables.ts";
import { reportDays, reportMonths, reportQuarters, reportSpans } from "../read-models/schema.tables.ts";

export type SumMember = keyof OrderSums;

const COLUMNS = {
  orders: sql`orders`,
  newCustomers: sql`new_customers`,
  sales: sql`sales`,
  refunded: sql`refunded`,
  commission: sql`commission`,
} as const satisfies Record<SumMember, SQL>;

/** Sums of rows as {@link OrderSums}. */
export const NAMED = sql`coalesce(sum(orders), 0) AS orders, coalesce(sum(new_customers), 0) AS newCustomers,
  coalesce(sum(sales), 0) AS sales, coalesce(sum(refunded), 0) AS refunded, coalesce(sum(commission), 0) AS commission`;
/** Whether rows of a key come to anything. */
export const IS_SOMETHING = sql`sum(orders) <> 0 OR sum(sales) <> 0 OR sum(refunded) <> 0 OR sum(commission) <> 0`;

/** What all orders of a period come to. */
export async function programSums(reports: D1Database, programId: string, period: Span): Promise<OrderSums> {
  const { months, days, quarters, rest } = coverOf(period);
  const within = sql`program_id = ${programId} AND start_ms >= span.from_ms AND start_ms < span.to_ms`;
  const [sums] = await queries(reports).all<OrderSums>(
    sql`WITH ${countedWithin(programId, rest)} SELECT ${NAMED} FROM (
      SELECT ${FIGURES} FROM ${spansOf(months)} CROSS JOIN ${reportMonths} ON ${within} AND dimension = ${PROGRAM} AND key = ''
      UNION ALL
      SELECT ${FIGURES} FROM ${spansOf(days)} CROSS JOIN ${reportDays} ON ${within} AND dimension = ${PROGRAM}
      UNION ALL SELECT ${FIGURES} FROM ${spansOf(quarters)} CROSS JOIN ${reportQuarters} ON ${within}
      UNION ALL SELECT ${FIGURES} FROM (${CELLS.program}))`,
  );
  return sums ?? NOTHING;
}

const NOTHING: OrderSums = { orders: 0, newCustomers: 0, sales: 0, refunded: 0, commission: 0 };

/** What orders of an instant come to. */
export interface TimedSums extends OrderSums {
  readonly atMs: number;
}

/** What all orders of a period come to, by quarter hours, and at its ends by the instant. In no sequence. */
export async function timedSums(reports: D1Database, programId: string, period: Span): Promise<TimedSums[]> {
  const { months, days, quarters, rest } = coverOf(period);
  const whole = [...months, ...days, ...quarters];
  return await queries(reports).all<TimedSums>(
    sql`WITH ${countedWithin(programId, rest)} SELECT start_ms AS atMs, orders, new_customers AS newCustomers, sales, refunded,
      commission FROM (
        SELECT start_ms, ${FIGURES} FROM ${spansOf(whole)} CROSS JOIN ${reportQuarters}
          ON program_id = ${programId} AND start_ms >= span.from_ms AND start_ms < span.to_ms
        UNION ALL SELECT occurred_at_ms, ${FIGURES} FROM (${CELLS.program}))`,
  );
}

/** What orders come to that have one key of a dimension. */
export interface KeyedSums extends OrderSums {
  readonly key: string;
}

/** Where a page of keys begins: behind this value, or of the same one behind this key. */
export interface KeyPlace {
  readonly value: number;
  readonly key: string;
}

export interface KeyPage {
  readonly by: SumMember;
  readonly descending: boolean;
  readonly after?: KeyPlace | undefined;
  readonly limit: number;
}

/** Which keys are asked for. */
export interface AskedKeys {
  readonly dimension: Dimension;
  readonly period: Span;
  /** Absent: all. */
  readonly among?: readonly string[] | undefined;
}

/** A page of the keys of a dimension that have anything in a period. */
export async function pageOfKeys(
  reports: D1Database,
  programId: string,
  { dimension, period, among }: AskedKeys,
  page: KeyPage,
): Promise<KeyedSums[]> {
  const { isBehind, order } = bySums(page, (column) => sql`sum(${column})`);
  return await queries(reports).all<KeyedSums>(
    sql`${partsOf(programId, dimension, period, among)} SELECT key, ${NAMED} FROM parts GROUP BY key
      HAVING (${IS_SOMETHING}) AND ${isBehind} ORDER BY ${order} LIMIT ${page.limit}`,
  );
}

/** The sequence of a page, and whether a key lies behind its place. @param of what is compared of a column. */
export function bySums(
  { by, descending, after }: KeyPage,
  of: (column: SQL) => SQL,
): { readonly isBehind: SQL; readonly order: SQL } {
  const value = of(COLUMNS[by]);
  const order = sql`${value} ${descending ? sql`DESC` : sql`ASC`}, ${KEY_ORDER}`;
  if (after === undefined) return { isBehind: sql`true`, order };
  const beyond = descending ? sql`<` : sql`>`;
  const isAfter = sql`(${value} = ${after.value} AND ${KEY_ORDER} > ${keyOrder(after.key)})`;
  return { isBehind: sql`(${value} ${beyond} ${after.value} OR ${isAfter})`, order };
}

/** Numbers by their size, and other keys as texts. */
const KEY_ORDER = sql`printf('%20s', key)`;
function keyOrder(key: string): SQL {
  return sql`printf('%20s', ${key})`;
}

/** What orders of some keys come to in a period. Keys that have nothing are missing. */
export async function sumsOfKeys(
  reports: D1Database,
  programId: string,
  { dimension, period }: { readonly dimension: Dimension; readonly period: Span },
  keys: readonly string[],
): Promise<ReadonlyMap<string, OrderSums>> {
  if (keys.length === 0) return new Map();
  const rows = await queries(reports).all<KeyedSums>(
    sql`${partsOf(programId, dimension, period, keys)} SELECT key, ${NAMED} FROM parts GROUP BY key`,
  );
  return new Map(rows.map(({ key, ...sums }) => [key, sums]));
}

/** `WITH` rows of `parts`, each with a key and figures: of all keys, or of some. Some are added and some taken off. */
export function partsOf(
  programId: string,
  dimension: Dimension,
  period: Span,
  keys?: readonly string[],
): SQL {
  const isYearly = YEARLY.includes(dimension);
  const cover = signedCoverOf(period, isYearly ? "years" : "months");
  const found =
    keys === undefined ? ofAllKeys(programId, dimension, cover) : ofSomeKeys(programId, dimension, cover);
  const asked = sql`asked (key) AS MATERIALIZED (SELECT DISTINCT value FROM json_each(${JSON.stringify(keys ?? [])}))`;
  const isAmong = keys === undefined ? sql`true` : sql`key IN (SELECT key FROM asked)`;
  return sql`WITH ${countedUnkept(programId, dimension, cover.rest)}, ${asked}, parts AS (
    ${found} UNION ALL SELECT key, ${FIGURES} FROM (
      SELECT key, ${FIGURES} FROM (${CELLS[dimension]})
      UNION ALL ${keptCells(programId, dimension, cover.rest)}) WHERE ${isAmong})`;
}

/** The ends of a period that a dimension has no sums of. */
export function endsOf(dimension: Dimension, period: Span): readonly SignedSpan[] {
  return signedCoverOf(period, YEARLY.includes(dimension) ? "years" : "months").rest;
}

/** Sums as often as the sign of their span says. */
const SIGNED = sql`sign * orders AS orders, sign * new_customers AS new_customers, sign * sales AS sales,
  sign * refunded AS refunded, sign * commission AS commission`;

/** Of dimensions with many keys all those of a month lie side by side in their own table. Of others the months of a key do. */
function ofAllKeys(programId: string, dimension: Dimension, { years, months, days }: SignedCover): SQL {
  const within = sql`program_id = ${programId} AND dimension = ${dimension} AND start_ms >= span.from_ms
    AND start_ms < span.to_ms`;
  const from = (spans: readonly SignedSpan[], table: SQL) =>
    sql`SELECT key, ${SIGNED} FROM ${spansOf(spans)} CROSS JOIN ${table} ON ${within}`;
  const sums = YEARLY.includes(dimension)
    ? sql`${from(years, sql`${reportSpans}`)} AND months = 12 UNION ALL ${from(months, sql`${reportSpans}`)} AND months = 1`
    : from(months, sql`${reportMonths}`);
  return sql`${sums} UNION ALL ${from(days, sql`${reportDays}`)}`;
}

const TABLES = {
  years: sql`${reportSpans}`,
  months: sql`${reportMonths}`,
  days: sql`${reportDays}`,
} as const;

/** Each unit of each key is looked up: how many other keys there are does not matter. */
function ofSomeKeys(programId: string, dimension: Dimension, cover: SignedCover): SQL {
  const each = (unit: keyof typeof TABLES) => {
    const starts = startsOf(unit, cover[unit]).map(({ sign, atMs }) => [atMs, sign]);
    return sql`SELECT sums.key, ${SIGNED} FROM (SELECT value ->> 0 AS at_ms, value ->> 1 AS sign
        FROM json_each(${JSON.stringify(starts)}) LIMIT -1) AS start CROSS JOIN asked CROSS JOIN ${TABLES[unit]} AS sums
      ON program_id = ${programId} AND dimension = ${dimension} AND start_ms = at_ms AND sums.key = asked.key`;
  };
  return sql`${each("years")} AND months = 12 UNION ALL ${each("months")} UNION ALL ${each("days")}`;
}
