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
import { tryToKeep } from "../keep-ends.ts";
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

/** Asks what is kept, in one transaction with whether it stands; null where it does not. Notes that it was read, once a day. */
export async function readKept<T>(
  reports: D1Database,
  programId: string,
  kept: KeptPeriod,
  query: SQL,
  { nowMs, ahead, isOwn = false }: Keeping,
): Promise<T[] | null> {
  const asked = queries(reports);
  const own = sql`${ofHead(programId, kept)} AND what = ${kept.what}`;
  const [[found], rows] = await asked.batch([
    asked.all<{ readonly readAtMs: number }>(
      sql`SELECT read_at_ms AS readAtMs FROM ${reportPeriods} WHERE ${own} AND stands = 1`,
    ),
    asked.all<T>(query),
  ]);
  if (found === undefined) return null;
  if (ahead === undefined && !isOwn && found.readAtMs <= nowMs - DAY_MS) {
    const noted = sql`UPDATE ${reportPeriods} SET read_at_ms = ${nowMs} WHERE ${own}`;
    await tryToKeep(programId, async () => void (await asked.run(noted)));
  }
  return rows;
}

/** What is known of something that is kept. */
export interface KeptRow extends Span {
  readonly what: KeptPeriod["what"];
  readonly dimension: KeptPeriod["dimension"];
  readonly keptAtMs: number;
  readonly readAtMs: number;
  readonly stands: number;
  readonly isAhead: number;
}

/** All that is kept of periods of a program, what was kept last at first. */
export async function keptRows(
  reports: D1Database,
  programId: string,
  kept?: Pick<KeptPeriod, "what" | "dimension">,
): Promise<KeptRow[]> {
  const isAsked = kept === undefined ? sql`true` : sql`what = ${kept.what} AND dimension = ${kept.dimension}`;
  return await queries(reports).all<KeptRow>(
    sql`SELECT what, dimension, from_ms AS fromMs, to_ms AS toMs, kept_at_ms AS keptAtMs, read_at_ms AS readAtMs, stands,
      is_ahead AS isAhead FROM ${reportPeriods} WHERE program_id = ${programId} AND ${isAsked} ORDER BY kept_at_ms DESC`,
  );
}

/**
 * Keeps a period by the statements that write its rows, in one transaction.
 *
 * @param rows selects what to keep: anew, or from a shorter period of the same begin that stands.
 * @returns whether it is kept now: not where it has few orders, or was kept less than an hour ago and changed since.
 */
export async function keepPeriod(
  reports: D1Database,
  programId: string,
  kept: KeptPeriod,
  keeping: Keeping,
  rows: (base: Span | null) => readonly SQL[],
): Promise<boolean> {
  const { what, dimension, head } = kept;
  const { nowMs, least = WORTH_ORDERS, ahead, isOwn } = keeping;
  if (isOwn === true) return false;
  const all = await keptRows(reports, programId, kept);
  const own = all.find((one) => isSame(one, head));
  if (own?.stands === 1) return true;
  const replaced = replacedBy(all, head, keeping);
  const base = all.find((one) => one.stands === 1 && isGrownTo(one, head)) ?? null;
  if (replaced === null) return false;
  if (base === null && !(await hasOrders(reports, programId, head, least))) return false;
  // Of two that keep it at once the second finds gone what it would be kept from: what the first kept stays.
  const isStill = isBased(programId, kept, base);
  const isAhead = ahead === undefined ? 0 : (own?.isAhead ?? 1);
  const readAtMs = ahead === undefined ? nowMs : lastRead(own === undefined ? replaced : [own, ...replaced]);
  const noted = sql`INSERT INTO ${reportPeriods} (program_id, to_ms, from_ms, what, dimension, kept_at_ms, stands, read_at_ms, is_ahead)
    SELECT ${programId}, ${head.toMs}, ${head.fromMs}, ${what}, ${dimension}, ${nowMs}, 1, ${readAtMs}, ${isAhead}
    WHERE ${isStill}`;
  // What it is kept from goes last.
  await atOnce(reports, [
    ...deletesOf(programId, kept, isStill),
    ...rows(base),
    noted,
    ...replaced.flatMap((one) => deletesOf(programId, { ...kept, head: one })),
  ]);
  return true;
}

/** Statements by which something is kept no more, where that is still so. */
function deletesOf(programId: string, kept: KeptPeriod, isStill: SQL = sql`true`): SQL[] {
  const where = sql`${ofHead(programId, kept)} AND ${isStill}`;
  return [
    sql`DELETE FROM ${TABLES[kept.what]} WHERE ${where}`,
    sql`DELETE FROM ${reportPeriods} WHERE ${where} AND what = ${kept.what}`,
  ];
}

/** What is kept is kept no more. */
export async function dropKept(
  reports: D1Database,
  programId: string,
  rows: readonly KeptRow[],
): Promise<void> {
  await atOnce(
    reports,
    rows.flatMap((row) => deletesOf(programId, { ...row, head: row })),
  );
}

/** All in one transaction. */
async function atOnce(reports: D1Database, statements: readonly SQL[]): Promise<void> {
  const asked = queries(reports);
  const [first, ...others] = statements.map((one) => asked.run(one));
  if (first !== undefined) await asked.batch([first, ...others]);
}

/** Who read what gives way reads what comes in its place. */
function lastRead(rows: readonly KeptRow[]): number {
  return Math.max(0, ...rows.map(({ readAtMs }) => readAtMs));
}

/** Whether what a period is kept from stands still. */
export function isBased(programId: string, kept: KeptPeriod, base: Span | null): SQL {
  return base === null ? sql`true` : stands(programId, { ...kept, head: base });
}

/** Periods that give way to one that is kept; null where it is not to be kept now. */
function replacedBy(
  all: readonly KeptRow[],
  head: Span,
  { nowMs, ahead }: Keeping,
): readonly KeptRow[] | null {
  const isYoung = ({ keptAtMs }: KeptRow) => keptAtMs > nowMs - PAUSE_MS;
  const own = all.find((one) => isSame(one, head));
  if (own !== undefined && isYoung(own)) return null;
  const others = all.filter((one) => !isSame(one, head) && one.isAhead === (ahead === undefined ? 0 : 1));
  if (ahead !== undefined) return others.filter((one) => !ahead.some((usual) => isSame(one, usual)));
  const grown = others.filter((one) => isGrownTo(one, head));
  const beyond = others.filter((one) => !isGrownTo(one, head)).slice(MOST - 1);
  return beyond.some(isYoung) ? null : [...grown, ...beyond];
}

export function isSame(one: Span, other: Span): boolean {
  return one.fromMs === other.fromMs && one.toMs === other.toMs;
}

/** Whether a period was kept an hour before, or this day's begin: another one is kept from it, and in its place. */
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
