/**
 * Customers of a period, from what is kept of its days that are over. Who ordered since is looked up one by one: whether it had
 * ordered before, of the same key.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Span } from "../../../domain/reports/cover.ts";
import { NOBODY } from "../../../domain/reports/order-facts.ts";
import { queries } from "../../platform/queries.ts";
import type { Keeping } from "../../read-models/kept-sums.tables.ts";
import { PROGRAM } from "../../read-models/report-sums.tables.ts";
import { orders } from "../../read-models/schema.tables.ts";
import {
  COUNTED_KEYS,
  type CountedDimension,
  customersIn,
  customersOf,
  keepMonthsOf,
  onlyIn,
} from "../customers.tables.ts";
import { reportPeriodCustomers } from "../schema.tables.ts";
import { isBased, keepPeriod, type KeptPeriod, ofHead, readKept, stands } from "./kept-periods.tables.ts";
import { readAnyOrKeep, readOrKeep, splitsOf, type Zoned } from "./split-period.ts";

/** Customers of all orders of a period. */
export async function readCustomers(
  reports: D1Database,
  program: Zoned,
  period: Span,
  keeping: Keeping,
): Promise<number> {
  const { id } = program;
  const rows = await readOrKeep(id, splitsOf(period, program.timezone, keeping.nowMs), {
    read: async ({ head, tail }) => {
      const query = sql`SELECT ${customersSince(id, head, tail)} AS n`;
      return await readKept<{ readonly n: number }>(reports, id, customersOfAll(head), query, keeping);
    },
    keep: async ({ head }) => await keepCustomers(reports, id, head, keeping),
  });
  return rows === null ? await customersOf(reports, id, period, keeping) : (rows[0]?.n ?? 0);
}

function customersOfAll(head: Span) {
  return { what: "customers", dimension: PROGRAM, head } as const satisfies KeptPeriod;
}

/** Customers that are kept of a period, and those who ordered in its rest alone. */
function customersSince(programId: string, head: Span, tail: Span | null): SQL {
  const met = tail === null ? sql`0` : onlyIn(programId, tail, head);
  const own = ofHead(programId, customersOfAll(head));
  return sql`(SELECT customers FROM ${reportPeriodCustomers} WHERE ${own}) + ${met}`;
}

/** Keeps the customers of all orders of a period that is over. */
export async function keepCustomers(
  reports: D1Database,
  programId: string,
  head: Span,
  keeping: Keeping,
): Promise<boolean> {
  await keepMonthsOf(reports, programId, head, keeping);
  return await keepPeriod(reports, programId, customersOfAll(head), keeping, (base) => {
    const counted =
      base === null
        ? customersIn(programId, head)
        : customersSince(programId, base, { fromMs: base.toMs, toMs: head.toMs });
    return [
      sql`INSERT INTO ${reportPeriodCustomers} (program_id, dimension, from_ms, to_ms, key, customers)
        SELECT ${programId}, ${PROGRAM}, ${head.fromMs}, ${head.toMs}, '', ${counted}
        WHERE ${isBased(programId, customersOfAll(head), base)}`,
    ];
  });
}

/** Dimensions with an index of the orders of a key. Others go through all orders of a period. */
type IndexedDimension = "link" | "promoter";

export type KeptDimension = CountedDimension | IndexedDimension;

/** What an order has of a dimension. */
const KEY_OF: Readonly<Record<KeptDimension, (order: SQL) => SQL>> = {
  ...COUNTED_KEYS,
  link: (order) => sql`coalesce(CAST(${order}.link AS TEXT), '')`,
  promoter: (order) => sql`coalesce(CAST(${order}.promoter AS TEXT), ${String(NOBODY)})`,
};

const KNOWN = sql`known`;
const OTHER = sql`other`;

/** Orders that count have a part for each product. */
function partsIn(dimension: KeptDimension, order: SQL): SQL {
  return dimension === "product" ? sql` CROSS JOIN json_each(${order}.sold) AS part` : sql``;
}

function countedIn(order: SQL, { fromMs, toMs }: Span): SQL {
  return sql`${order}.is_counted = 1 AND ${order}.customer_id IS NOT NULL AND ${order}.occurred_at_ms >= ${fromMs}
    AND ${order}.occurred_at_ms < ${toMs}`;
}

/** Selects keys and customers of all orders of a span. */
function pairsIn(programId: string, dimension: KeptDimension, span: Span): SQL {
  return sql`SELECT ${KEY_OF[dimension](KNOWN)} AS key, known.customer_id
    FROM ${orders} known INDEXED BY orders_counted${partsIn(dimension, KNOWN)}
    WHERE known.program_id = ${programId} AND ${countedIn(KNOWN, span)}`;
}

/** An index of orders by key, and what a key is there. */
const INDEXES = {
  link: { index: sql`orders_of_links`, column: sql`link`, none: "" },
  promoter: { index: sql`orders_of_promoters`, column: sql`promoter`, none: String(NOBODY) },
} as const satisfies Record<IndexedDimension, object>;

/** Keys that are asked for, as rows of `wanted`. */
function wanted(dimension: KeptDimension, keys: readonly string[]): SQL {
  const none = isIndexed(dimension) ? INDEXES[dimension].none : undefined;
  const json = JSON.stringify([...new Set(keys)].map((key) => [key, key === none ? null : Number(key)]));
  return sql`(SELECT value ->> 0 AS key, value ->> 1 AS number FROM json_each(${json}) LIMIT -1) AS wanted`;
}

/** Selects every key with its customers. */
function customersByKey(programId: string, dimension: KeptDimension, head: Span): SQL {
  return sql`SELECT key, count(DISTINCT customer_id) AS customers FROM (${pairsIn(programId, dimension, head)}) GROUP BY key`;
}

/** Selects every key with the customers that are kept of a period, and those who ordered since. */
function customersGrown(programId: string, dimension: KeptDimension, base: Span, rest: Span): SQL {
  const met = since(programId, dimension, base, pairsIn(programId, dimension, rest));
  return sql`SELECT key, sum(n) AS customers FROM (SELECT key, customers AS n FROM ${reportPeriodCustomers}
    WHERE ${ofHead(programId, { dimension, head: base })} UNION ALL SELECT key, n FROM (${met})) GROUP BY key`;
}

/** Selects `wanted` keys with their customers. */
function customersOfWanted(programId: string, dimension: IndexedDimension, head: Span, keys: SQL): SQL {
  return sql`SELECT wanted.key AS key, (SELECT count(DISTINCT customer_id)
    FROM ${ordersOfKey(programId, dimension, head, "WHERE")}) AS customers FROM ${keys}`;
}

/** Selects keys with the customers that should be kept of them; of an indexed dimension, of those keys that are. */
export function customersToKeep(programId: string, dimension: string, head: Span): SQL | null {
  if (dimension === PROGRAM) return sql`SELECT '' AS key, ${customersIn(programId, head)} AS customers`;
  if (!isKeptDimension(dimension)) return null;
  if (!isIndexed(dimension)) return customersByKey(programId, dimension, head);
  const { none } = INDEXES[dimension];
  const kept = sql`(SELECT key, CASE key WHEN ${none} THEN NULL ELSE CAST(key AS INTEGER) END AS number
    FROM ${reportPeriodCustomers} WHERE ${ofHead(programId, { dimension, head })} LIMIT -1) AS wanted`;
  return customersOfWanted(programId, dimension, head, kept);
}

function isKeptDimension(dimension: string): dimension is KeptDimension {
  return Object.hasOwn(KEY_OF, dimension);
}

export function isIndexed(dimension: KeptDimension): dimension is IndexedDimension {
  return dimension === "link" || dimension === "promoter";
}

/** Of an indexed dimension: the orders of a `wanted` key in a span, as `known`. @param where how they are joined. */
function ordersOfKey(
  programId: string,
  dimension: IndexedDimension,
  span: Span,
  where: "ON" | "WHERE" = "ON",
): SQL {
  const { index, column } = INDEXES[dimension];
  return sql`${orders} known INDEXED BY ${index} ${where === "ON" ? sql`ON` : sql`WHERE`} known.program_id = ${programId}
    AND known.${column} IS wanted.number AND ${countedIn(KNOWN, span)}`;
}

/** Selects keys and how many of their customers ordered in `tail` and not in `head`. @param pairs those of `tail`. */
function since(programId: string, dimension: KeptDimension, head: Span, pairs: SQL): SQL {
  return sql`SELECT key, 0 AS isKept, count(*) AS n FROM (SELECT DISTINCT key, customer_id FROM (${pairs})) AS one
    WHERE NOT EXISTS (SELECT 1 FROM ${orders} other INDEXED BY orders_counted_of_customers${partsIn(dimension, OTHER)}
      WHERE other.program_id = ${programId} AND other.customer_id = one.customer_id AND ${countedIn(OTHER, head)}
        AND ${KEY_OF[dimension](OTHER)} = one.key) GROUP BY key`;
}

/** Keys and customers of a span, of some keys. */
function pairsOfKeys(programId: string, dimension: KeptDimension, span: Span, keys: readonly string[]): SQL {
  if (!isIndexed(dimension)) {
    return sql`SELECT * FROM (${pairsIn(programId, dimension, span)})
      WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`;
  }
  return sql`SELECT wanted.key, known.customer_id FROM ${wanted(dimension, keys)}
    CROSS JOIN ${ordersOfKey(programId, dimension, span)}`;
}

interface CountedKey {
  readonly key: string;
  /** 1 for those of the days that are over. */
  readonly isKept: number;
  readonly n: number;
}

/**
 * Customers by keys, each counted once by a key, of `most` orders of indexed keys. Keys without customers may be missing.
 *
 * @returns null where nothing is kept: then it is counted order by order.
 */
export async function readCustomersOfKeys(
  reports: D1Database,
  program: Zoned,
  {
    dimension,
    period,
    most,
  }: { readonly dimension: KeptDimension; readonly period: Span; readonly most: number | null },
  keys: readonly string[],
  keeping: Keeping,
): Promise<ReadonlyMap<string, number> | null> {
  const keptOf = (head: Span) => ({ what: "customers", dimension, head, most }) as const satisfies KeptKeys;
  const readKeys = isIndexed(dimension) ? readAnyOrKeep : readOrKeep;
  const rows = await readKeys(program.id, splitsOf(period, program.timezone, keeping.nowMs), {
    read: async ({ head, tail }) => {
      const query = customersOfHead(program.id, dimension, head, keys);
      const met =
        tail === null
          ? sql``
          : sql` UNION ALL ${since(program.id, dimension, head, pairsOfKeys(program.id, dimension, tail, keys))}`;
      const asked = sql`${query}${met}`;
      const found = await readKept<CountedKey>(reports, program.id, keptOf(head), asked, keeping);
      return found !== null && (!isIndexed(dimension) || hasAll(found, keys)) ? found : null;
    },
    keep: async ({ head }) => await keepKeys(reports, program.id, keptOf(head), keys, keeping),
  });
  if (rows === null) return null;
  const counted = new Map<string, number>();
  for (const { key, n } of rows) counted.set(key, (counted.get(key) ?? 0) + n);
  return counted;
}

function customersOfHead(
  programId: string,
  dimension: KeptDimension,
  head: Span,
  keys: readonly string[],
): SQL {
  return sql`SELECT counted.key, 1 AS isKept, customers AS n FROM ${wanted(dimension, keys)}
    CROSS JOIN ${reportPeriodCustomers} AS counted ON ${ofHead(programId, { dimension, head })} AND counted.key = wanted.key`;
}

function hasAll(found: readonly CountedKey[], keys: readonly string[]): boolean {
  const kept = new Set(found.filter(({ isKept }) => isKept === 1).map(({ key }) => key));
  return keys.every((key) => kept.has(key));
}

/** What is kept of keys; of those of an index, where they have no more orders than `most`. */
export interface KeptKeys extends KeptPeriod {
  readonly what: "customers";
  readonly dimension: KeptDimension;
  readonly most: number | null;
}

/** Keeps customers by keys: of an indexed dimension the keys of a page alone, and of others all. */
export async function keepKeys(
  reports: D1Database,
  programId: string,
  kept: KeptKeys,
  keys: readonly string[],
  keeping: Keeping,
): Promise<boolean> {
  const { dimension, head } = kept;
  const into = sql`INSERT INTO ${reportPeriodCustomers} (program_id, dimension, from_ms, to_ms, key, customers)
    SELECT ${programId}, ${dimension}, ${head.fromMs}, ${head.toMs}`;
  if (!isIndexed(dimension)) {
    return await keepPeriod(reports, programId, kept, keeping, (base) => {
      const all =
        base === null
          ? customersByKey(programId, dimension, head)
          : customersGrown(programId, dimension, base, { fromMs: base.toMs, toMs: head.toMs });
      return [sql`${into}, key, customers FROM (${all}) WHERE ${isBased(programId, kept, base)}`];
    });
  }
  if (!(await keepPeriod(reports, programId, kept, keeping, () => []))) return false;
  if (await haveMore(reports, programId, kept, dimension, keys)) return false;
  await queries(reports).run(
    sql`${into}, key, customers FROM (${customersOfWanted(programId, dimension, head, wanted(dimension, keys))})
      WHERE ${stands(programId, kept)} ON CONFLICT DO NOTHING`,
  );
  return true;
}

/** Whether keys have more orders than are gone through. */
async function haveMore(
  reports: D1Database,
  programId: string,
  { head, most }: KeptKeys,
  dimension: IndexedDimension,
  keys: readonly string[],
): Promise<boolean> {
  if (most === null) return false;
  const [found] = await queries(reports).all<{ readonly n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM ${wanted(dimension, keys)}
      CROSS JOIN ${ordersOfKey(programId, dimension, head)} LIMIT ${most + 1})`,
  );
  return (found?.n ?? 0) > most;
}
