/** A page of a report by keys, with the figures of the period before where these are asked for. */
import { decodeCursor, encodeCursor } from "../../http/page.ts";
import {
  type KeyedReport,
  type ReportRow,
  type RowPlace,
  rowsOf,
  rowsOfKeys,
  type Source,
} from "./keyed-report.ts";
import type { SumMember } from "../order-sums.tables.ts";
import { keepEndsOf } from "../keep-ends.ts";
import { periodBefore } from "../report-period.ts";

interface AskedPage {
  readonly by: SumMember;
  readonly descending: boolean;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly compare: "previous" | undefined;
}

export interface ComparedRow extends ReportRow {
  readonly before: ReportRow | undefined;
}

/** @throws ApiProblem `invalid_parameter` (422) for a cursor of another report, sort or period. */
export async function keyedPage(
  report: KeyedReport,
  source: Source,
  { by, descending, cursor, limit, compare }: AskedPage,
): Promise<{ readonly rows: readonly ComparedRow[]; readonly nextCursor: string | null }> {
  const { period } = source;
  const list = `${report.dimension} ${by} ${descending} ${period.fromMs} ${period.toMs}`;
  const after = placeOf(decodeCursor(list, cursor, [0, 0, ""]));
  const earlier = { ...source, period: periodBefore(period) };
  const { rows, next } = await rowsOf(report, source, { by, descending, after, limit });
  const keys = rows.map((row) => row.key);
  const before = compare === undefined ? [] : await rowsBefore(report, earlier, keys);
  return {
    rows: rows.map((row, place) => ({ ...row, before: before[place] })),
    nextCursor: next === null ? null : encodeCursor(list, [next.hasOrders, next.value, next.key]),
  };
}

async function rowsBefore(
  report: KeyedReport,
  earlier: Source,
  keys: readonly string[],
): Promise<ReportRow[]> {
  const { env, program, period, among } = earlier;
  const isOwn = among !== undefined;
  await keepEndsOf(env.REPORTS, program, report.dimension, { period, isOwn, nowMs: Date.now() });
  return await rowsOfKeys(report, earlier, keys);
}

function placeOf(parts: readonly [number, number, string] | undefined): RowPlace | undefined {
  if (parts === undefined) return undefined;
  const [hasOrders, value, key] = parts;
  return { hasOrders: hasOrders === 1 ? 1 : 0, value, key };
}

/** A row on the wire: its key, its figures, and those of the period before. */
export function presentRow<Key extends object, Shown extends object>(
  row: ComparedRow,
  key: Key,
  figures: (of: ReportRow) => Shown,
): Key & Shown & { previous?: Shown } {
  const { before } = row;
  return { ...key, ...figures(row), ...(before === undefined ? {} : { previous: figures(before) }) };
}
