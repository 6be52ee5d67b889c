/**
 * Reports of what orders are told apart by, as promoters. A page has first the keys that orders have, by their figures, and
 * behind these the ones that have none and were clicked or paid. In ascending sequence the other way round. Together they are
 * the whole program.
 */
import { type ClickSums, NO_CLICKS, NO_ORDERS, type OrderSums } from "../../../domain/reports/figures.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import type { Dimension } from "../../read-models/report-sums.tables.ts";
import { type SumMember, sumsOfKeys } from "../order-sums.tables.ts";
import { readPage } from "../periods/period-sums.tables.ts";
import type { ReportPeriod } from "../report-period.ts";

/** What is asked of a program. */
export interface Source {
  readonly env: Env;
  readonly program: ProgramConfig;
  readonly period: ReportPeriod;
  /** Keys that may be shown, in ascending sequence; absent: all. */
  readonly among?: readonly string[] | undefined;
  /** A promoter asks about itself: nothing is kept for that. */
  readonly isOwn?: boolean;
  /** Whose payouts alone are asked for; absent: all. */
  readonly paidTo?: PromoterRef | undefined;
}

/** What a key has beside its orders. */
export interface Beside {
  readonly clicks: ClickSums;
  readonly paidOut?: number;
}

/** Customers by keys; null where the period has too many orders to count them. Keys that have none are missing. */
export type CustomersOf = (
  source: Source,
  keys: readonly string[],
) => Promise<ReadonlyMap<string, number> | null>;

export interface KeyedReport {
  readonly dimension: Dimension;
  /** Keys behind one that may have something beside orders, in ascending sequence; empty behind the last. */
  readonly candidates: (source: Source, after: string, limit: number) => Promise<readonly string[]>;
  /** What some keys have. Those that have nothing are missing. */
  readonly beside: (source: Source, keys: readonly string[]) => Promise<ReadonlyMap<string, Beside>>;
  readonly customers: CustomersOf;
}

export interface ReportRow {
  readonly key: string;
  readonly sums: OrderSums;
  readonly beside: Beside;
  /** Null where they are too many to count. */
  readonly customers: number | null;
}

/** Where a page begins. */
export interface RowPlace {
  /** 1 for keys that orders have, 0 for the others. */
  readonly hasOrders: 0 | 1;
  readonly value: number;
  readonly key: string;
}

export interface RowPage {
  readonly by: SumMember;
  readonly descending: boolean;
  readonly after?: RowPlace | undefined;
  readonly limit: number;
}

export interface FoundRows {
  readonly rows: readonly ReportRow[];
  readonly next: RowPlace | null;
}

const NOTHING: Beside = { clicks: NO_CLICKS };

export async function rowsOf(report: KeyedReport, source: Source, page: RowPage): Promise<FoundRows> {
  const parts = page.descending ? ([1, 0] as const) : ([0, 1] as const);
  const rows: ReportRow[] = [];
  for (const hasOrders of parts) {
    const after = page.after?.hasOrders === hasOrders ? page.after : undefined;
    const isBehind =
      page.after !== undefined && parts.indexOf(hasOrders) < parts.indexOf(page.after.hasOrders);
    if (isBehind) continue;
    const left = page.limit - rows.length;
    if (left === 0) return { rows, next: { hasOrders, value: page.descending ? MOST : 0, key: "" } };
    const read = hasOrders === 1 ? rowsWithOrders : rowsWithout;
    const found = await read(report, source, { ...page, after, limit: left });
    rows.push(...found.rows);
    if (found.next !== null) return { rows, next: found.next };
  }
  return { rows, next: null };
}

/** Behind it comes every value, in descending sequence. */
const MOST = Number.MAX_SAFE_INTEGER;

async function rowsWithOrders(report: KeyedReport, source: Source, page: RowPage): Promise<FoundRows> {
  const { env, program, period, among } = source;
  const where = { dimension: report.dimension, period, among };
  const asked = { ...page, limit: page.limit + 1 };
  const found = await readPage(env.REPORTS, program, where, asked, { nowMs: Date.now() });
  const shown = found.slice(0, page.limit);
  const keys = shown.map(({ key }) => key);
  const [beside, customers] = await Promise.all([
    report.beside(source, keys),
    report.customers(source, keys),
  ]);
  const rows = shown.map(({ key, ...sums }) => ({
    key,
    sums,
    beside: beside.get(key) ?? NOTHING,
    customers: customers === null ? null : (customers.get(key) ?? 0),
  }));
  const last = rows.at(-1);
  const isLast = found.length <= page.limit || last === undefined;
  return { rows, next: isLast ? null : { hasOrders: 1, value: last.sums[page.by], key: last.key } };
}

/** Keys of one search: most of them have orders, and are shown in the other part. */
const CANDIDATES = 500;

async function rowsWithout(report: KeyedReport, source: Source, page: RowPage): Promise<FoundRows> {
  const { env, program, period, among } = source;
  const behind = page.after?.key ?? "";
  const keys =
    among === undefined
      ? await report.candidates(source, behind, CANDIDATES)
      : among.slice(behind === "" ? 0 : among.indexOf(behind) + 1).slice(0, CANDIDATES);
  const [sums, beside] = await Promise.all([
    sumsOfKeys(env.REPORTS, program.id, { dimension: report.dimension, period }, keys),
    report.beside(source, keys),
  ]);
  const rows: ReportRow[] = [];
  for (const key of keys) {
    if (rows.length === page.limit) return { rows, next: placeAfter(rows.at(-1)?.key ?? "") };
    const has = beside.get(key);
    if (has !== undefined && isSomething(has) && !isAnything(sums.get(key))) {
      rows.push({ key, sums: NO_ORDERS, beside: has, customers: 0 });
    }
  }
  const last = keys.at(-1);
  return { rows, next: last === undefined || keys.length < CANDIDATES ? null : placeAfter(last) };
}

function placeAfter(key: string): RowPlace {
  return { hasOrders: 0, value: 0, key };
}

function isSomething({ clicks, paidOut = 0 }: Beside): boolean {
  const { clicks: valid, impressions, invalidClicks } = clicks;
  return valid + impressions + paidOut > 0 || Object.keys(invalidClicks).length > 0;
}

function isAnything(sums: OrderSums | undefined): boolean {
  return sums !== undefined && sums.orders + sums.sales + sums.refunded + sums.commission > 0;
}

/** The rows of some keys in another period, in their sequence. */
export async function rowsOfKeys(
  report: KeyedReport,
  source: Source,
  keys: readonly string[],
): Promise<ReportRow[]> {
  const { env, program, period } = source;
  const [sums, beside, customers] = await Promise.all([
    sumsOfKeys(env.REPORTS, program.id, { dimension: report.dimension, period }, keys),
    report.beside(source, keys),
    report.customers(source, keys),
  ]);
  return keys.map((key) => ({
    key,
    sums: sums.get(key) ?? NO_ORDERS,
    beside: beside.get(key) ?? NOTHING,
    customers: customers === null ? null : (customers.get(key) ?? 0),
  }));
}
