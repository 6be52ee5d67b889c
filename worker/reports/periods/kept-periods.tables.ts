/**
 * Periods of days of the program's zone, as far as they are over, of which a report keeps what it read. What an order changes of
 * one is added to its sums, or ends what was kept: triggers do it, in the same transaction. So what stands is what the orders
 * come to.
 */
import { type SQL, sql } from "drizzle-orm";
import { DAY_MS, HOUR_MS } from "../../../domain/kernel/duration.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import { queries, type Statement } from "../../platform/queries.ts";
import { type Keeping, WORTH_ORDERS } from "../../read-models/kept-sums.tables.ts";
import { type Dimension, PROGRAM } from "../../read-models/report-sums.tables.ts";
import { orders } from "../../read-models/schema.tables.ts";
import { reportPeriodCustomers, reportPeriods, reportPeriodSums } from "../schema.tables.ts";

/** Something that is kept of a period, or could be. */
export interface KeptPeriod {
  readonly what: "sums" | "customers";
  readonly dimension: Dimension | typeof PROGRAM;
  readonly head: Span;
}

/** Periods of a program that are kept of one dimension. */
const MOST = 8;

/** What was kept is not kept anew before, nor gives way to another: readings write so much an hour, and no more. */
const PAUSE_MS = HOUR_MS;

const TABLES = { sums: sql`${reportPeriodSums}`, customers: sql`${reportPeriodCustomers}` } as const;

/** Conditions of the rows of a period. */
export function ofHead(programId: string, { dimension, head }: Pick<KeptPeriod, "dimension" | "head">): SQL {
  return sql`program_id = ${programId} AND dimension = ${dimension} AND from_ms = ${head.fromMs} AND to_ms = ${head.toMs}`;
}

/** Whether what is kept stands for the orders. */
export function stands(programId: string, kept: KeptPeriod): SQL {
  return sql`EXISTS (SELECT 1 FROM ${reportPeriods} WHERE ${ofHead(programId, kept)} AND what = ${kept.what} AND stands = 1)`;
}

/** Asks what is kept, in one transaction with whether it stands; null where it does not. */
export async function readKept<T>(
  reports: D1Database,
  programId: string,
  kept: KeptPeriod,
  query: SQL,
): Promise<T[] | null> {
  const asked = queries(reports);
  const [[found], rows] = await asked.batch([
    asked.all<{ readonly stands: number }>(sql`SELECT ${stands(programId, kept)} AS stands`),
    asked.all<T>(query),
  ]);
  return found?.stands === 1 ? rows : null;
}

interface Kept extends Span {
  readonly keptAtMs: number;
  readonly stands: number;
}

/**
 * Keeps a period by the statements that write its rows, in one transaction.
 *
 * @returns whether it is kept now: not where it has few orders, or was kept less than an hour ago and changed since.
 */
export async function keepPeriod(
  reports: D1Database,
  programId: string,
  kept: KeptPeriod,
  { nowMs, least = WORTH_ORDERS }: Keeping,
  rows: readonly SQL[],
): Promise<boolean> {
  const { what, dimension, head } = kept;
  const asked = queries(reports);
  const all = await asked.all<Kept>(
    sql`SELECT from_ms AS fromMs, to_ms AS toMs, kept_at_ms AS keptAtMs, stands FROM ${reportPeriods}
      WHERE program_id = ${programId} AND what = ${what} AND dimension = ${dimension} ORDER BY kept_at_ms DESC`,
  );
  const isOwn = ({ fromMs, toMs }: Span) => fromMs === head.fromMs && toMs === head.toMs;
  const own = all.find(isOwn);
  if (own?.stands === 1) return true;
  const isYoung = ({ keptAtMs }: Kept) => keptAtMs > nowMs - PAUSE_MS;
  const others = all.filter((one) => !isOwn(one));
  const beyond = others.filter((one) => !isGrownTo(one, head)).slice(MOST - 1);
  if ((own !== undefined && isYoung(own)) || beyond.some(isYoung)) return false;
  if (!(await hasOrders(reports, programId, head, least))) return false;
  const replaced = [...others.filter((one) => isGrownTo(one, head)), ...beyond];
  const gone = [head, ...replaced].flatMap((one) => {
    const where = ofHead(programId, { dimension, head: one });
    return [
      sql`DELETE FROM ${TABLES[what]} WHERE ${where}`,
      sql`DELETE FROM ${reportPeriods} WHERE ${where} AND what = ${what}`,
    ];
  });
  const [first, ...further] = [...gone, ...rows].map((one) => asked.run(one));
  const noted = asked.run(
    sql`INSERT INTO ${reportPeriods} (program_id, to_ms, from_ms, what, dimension, kept_at_ms, stands)
      VALUES (${programId}, ${head.toMs}, ${head.fromMs}, ${what}, ${dimension}, ${nowMs}, 1)`,
  );
  if (first !== undefined) await asked.batch([first, ...further, noted]);
  return true;
}

/** Whether a period was kept an hour before, or this day's begin: another one is kept in its place. */
function isGrownTo(one: Span, head: Span): boolean {
  return one.fromMs === head.fromMs && one.toMs < head.toMs && one.toMs > head.toMs - DAY_MS;
}

async function hasOrders(reports: D1Database, programId: string, { fromMs, toMs }: Span, least: number) {
  const [found] = await queries(reports).all<{ readonly n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM ${orders} INDEXED BY orders_counted WHERE program_id = ${programId}
      AND is_counted = 1 AND occurred_at_ms >= ${fromMs} AND occurred_at_ms < ${toMs} LIMIT ${least})`,
  );
  return (found?.n ?? 0) >= least;
}

/** Ends what was kept of periods that a span touches. */
export function forgetPeriods(
  reports: D1Database,
  programId: string,
  { fromMs, toMs }: Span,
): Statement<D1Result> {
  return queries(reports).run(
    sql`UPDATE ${reportPeriods} SET stands = 0 WHERE program_id = ${programId} AND to_ms > ${fromMs}
      AND from_ms < ${toMs} AND stands = 1`,
  );
}
