/** What orders of keys come to in a period, from what is kept of its days that are over and from sums of the rest. */
import { type SQL, sql } from "drizzle-orm";
import type { OrderSums } from "../../../domain/reports/figures.ts";
import type { Keeping } from "../../read-models/kept-sums.tables.ts";
import { type Dimension, FIGURES, YEARLY } from "../../read-models/report-sums.tables.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import { keepEndsOf } from "../keep-ends.ts";
import {
  type AskedKeys,
  bySums,
  IS_SOMETHING,
  type KeyedSums,
  type KeyPage,
  NAMED,
  pageOfKeys,
  partsOf,
  sumsOfKeys,
} from "../order-sums.tables.ts";
import { reportPeriodSums } from "../schema.tables.ts";
import { keepPeriod, type KeptPeriod, ofHead, readKept } from "./kept-periods.tables.ts";
import { readAnyOrKeep, splitsOf, type SplitPeriod, type Zoned } from "./split-period.ts";

/** From so many keys on, looking them up is worth keeping all. */
const WORTH_KEYS = 256;

/** A page of the keys of a dimension, as {@link pageOfKeys} has it. Keeps what it read. */
export async function readPage(
  reports: D1Database,
  program: Zoned,
  asked: AskedKeys,
  page: KeyPage,
  keeping: Keeping,
): Promise<KeyedSums[]> {
  const { dimension, period, among } = asked;
  const isOwn = among !== undefined;
  const splits = isOwn ? [] : splitsBy(program, dimension, period, keeping);
  const rows = await readAnyOrKeep(program.id, splits, {
    read: async ({ head, tail }) => {
      const kept = keptSums(dimension, head);
      const query = keptPage(program.id, kept, tail, page);
      return await readKept<KeyedSums>(reports, program.id, kept, query, keeping);
    },
    keep: async ({ head }) => await keepSums(reports, program.id, dimension, head, keeping),
  });
  if (rows !== null) return rows;
  await keepEndsOf(reports, program, dimension, { period, isOwn, ...keeping });
  return await pageOfKeys(reports, program.id, asked, page);
}

/** What orders of some keys come to, as {@link sumsOfKeys} has it. Keeps what it read, where there are many keys. */
export async function readSums(
  reports: D1Database,
  program: Zoned,
  { dimension, period }: Omit<AskedKeys, "among">,
  keys: readonly string[],
  keeping: Keeping,
): Promise<ReadonlyMap<string, OrderSums>> {
  const isWorth = keys.length >= WORTH_KEYS;
  const rows = await readAnyOrKeep(program.id, splitsBy(program, dimension, period, keeping), {
    read: async ({ head, tail }) => {
      const kept = keptSums(dimension, head);
      const query = keptKeys(program.id, kept, tail, keys);
      return await readKept<KeyedSums>(reports, program.id, kept, query, keeping);
    },
    keep: async ({ head }) => isWorth && (await keepSums(reports, program.id, dimension, head, keeping)),
  });
  if (rows !== null) return new Map(rows.map(({ key, ...sums }) => [key, sums]));
  await keepEndsOf(reports, program, dimension, { period, ...keeping });
  return await sumsOfKeys(reports, program.id, { dimension, period }, keys);
}

/** Others have so few keys that their months are read as fast. */
function splitsBy(program: Zoned, dimension: Dimension, period: Span, { nowMs }: Keeping): SplitPeriod[] {
  return YEARLY.includes(dimension) ? splitsOf(period, program.timezone, nowMs) : [];
}

type KeptSums = KeptPeriod & { readonly dimension: Dimension };

function keptSums(dimension: Dimension, head: Span): KeptSums {
  return { what: "sums", dimension, head };
}

/** Keeps the sums of all keys of a period that is over. */
export async function keepSums(
  reports: D1Database,
  programId: string,
  dimension: Dimension,
  head: Span,
  keeping: Keeping,
): Promise<boolean> {
  const sums = sql`INSERT INTO ${reportPeriodSums} (program_id, dimension, from_ms, to_ms, key, ${FIGURES})
    ${partsOf(programId, dimension, head)} SELECT ${programId}, ${dimension}, ${head.fromMs}, ${head.toMs}, key,
      sum(orders), sum(new_customers), sum(sales), sum(refunded), sum(commission)
    FROM parts GROUP BY key HAVING ${IS_SOMETHING}`;
  return await keepPeriod(reports, programId, keptSums(dimension, head), keeping, () => [sums]);
}

/** `WITH` rows of `tail`, each with a key and figures: what was sold since. */
function tailOf(programId: string, dimension: Dimension, tail: Span | null, keys?: readonly string[]): SQL {
  if (tail === null) return sql`WITH tail (key, ${FIGURES}) AS (SELECT '', 0, 0, 0, 0, 0 WHERE false)`;
  return sql`${partsOf(programId, dimension, tail, keys)}, tail (key, ${FIGURES}) AS MATERIALIZED (
    SELECT key, sum(orders), sum(new_customers), sum(sales), sum(refunded), sum(commission) FROM parts GROUP BY key)`;
}

/** What was voided since comes to nothing. */
const IS_LEFT = sql`(orders <> 0 OR sales <> 0 OR refunded <> 0 OR commission <> 0)`;
const FIGURES_OF_SUMS = sql`sums.orders, sums.new_customers, sums.sales, sums.refunded, sums.commission`;

/** Of keys that sold nothing since, what is kept is all: they are read in the sequence of the page, as many as it has. */
function keptPage(programId: string, kept: KeptSums, tail: Span | null, page: KeyPage): SQL {
  const one = bySums(page, (column) => column);
  const all = bySums(page, (column) => sql`sum(${column})`);
  const { dimension } = kept;
  const own = ofHead(programId, kept);
  // Nothing is known of how large these tables are, so the sequence of the page would be made by sorting.
  const inOrder = page.by === "sales" ? sql` INDEXED BY report_period_sums_by_sales` : sql``;
  return sql`${tailOf(programId, dimension, tail)}, untouched AS (
      SELECT key, ${FIGURES} FROM ${reportPeriodSums}${inOrder} WHERE ${own} AND key NOT IN (SELECT key FROM tail)
        AND ${IS_LEFT} AND ${one.isBehind} ORDER BY ${one.order} LIMIT ${page.limit})
    SELECT key, ${NAMED} FROM (SELECT * FROM untouched
      UNION ALL SELECT sums.key, ${FIGURES_OF_SUMS} FROM tail CROSS JOIN ${reportPeriodSums} AS sums
        ON ${own} AND sums.key = tail.key
      UNION ALL SELECT key, ${FIGURES} FROM tail)
    GROUP BY key HAVING (${IS_SOMETHING}) AND ${all.isBehind} ORDER BY ${all.order} LIMIT ${page.limit}`;
}

function keptKeys(programId: string, kept: KeptSums, tail: Span | null, keys: readonly string[]): SQL {
  return sql`${tailOf(programId, kept.dimension, tail, keys)} SELECT key, ${NAMED} FROM (
      SELECT sums.key, ${FIGURES_OF_SUMS} FROM (SELECT DISTINCT value AS key FROM json_each(${JSON.stringify(keys)})) AS wanted
        CROSS JOIN ${reportPeriodSums} AS sums ON ${ofHead(programId, kept)} AND sums.key = wanted.key
      UNION ALL SELECT key, ${FIGURES} FROM tail) GROUP BY key`;
}
