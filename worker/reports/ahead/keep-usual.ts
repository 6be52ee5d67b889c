/** Keeps the usual periods of one program that are not kept, and anew those that were read of late and changed since. */
import { DAY_MS, HOUR_MS } from "../../../domain/kernel/duration.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { Span } from "../../../domain/reports/cover.ts";
import { type Keeping, keepDays } from "../../read-models/kept-sums.tables.ts";
import { DIMENSIONS, PROGRAM, YEARLY } from "../../read-models/report-sums.tables.ts";
import { keepEndsOf } from "../keep-ends.ts";
import { WORTH_KEYS } from "../keyed/counted-customers.ts";
import { programSums } from "../order-sums.tables.ts";
import { dropKept, isSame, type KeptRow, keptRows } from "../periods/kept-periods.tables.ts";
import { isIndexed, keepCustomers, keepKeys } from "../periods/period-customers.tables.ts";
import { keepSums, readPage } from "../periods/period-sums.tables.ts";
import type { Zoned } from "../periods/split-period.ts";
import { daysOf, isOfDays } from "../report-period.ts";
import { type UsualPeriod, usualPeriods } from "./usual-periods.ts";

/** What takes a few rows: it is kept of every program, up to this hour, from what was kept an hour before. */
const HOURLY = [
  { what: "customers", dimension: PROGRAM },
  { what: "customers", dimension: "channel" },
  { what: "customers", dimension: "campaign" },
  { what: "customers", dimension: "tier" },
] as const;
/** What takes a row for each key that sells, up to this day. */
const DAILY = [
  { what: "customers", dimension: "product" },
  { what: "sums", dimension: "promoter" },
  { what: "sums", dimension: "link" },
  { what: "sums", dimension: "product" },
  { what: "customers", dimension: "promoter" },
  { what: "customers", dimension: "link" },
] as const;
type Kind = (typeof HOURLY | typeof DAILY)[number];

/** Whose rows are the most, or those of pages that somebody opened: kept where somebody read such of late. */
function isOfReaders({ what, dimension }: Kind): boolean {
  return what === "sums" || dimension === "promoter" || dimension === "link";
}

/** Dimensions of which the ends of a period are kept alone. */
const ENDS = DIMENSIONS.filter((dimension) => !YEARLY.includes(dimension));

/** Nobody read it since: it is not kept anew. */
const LATE_MS = 7 * DAY_MS;

/** What ended before is what no other is kept from. */
const OLD_MS = 2 * DAY_MS;

/** Keys of a first page, in the sequence that a report begins with. */
const FIRST = { by: "sales", descending: true, limit: 100 } as const;

/** What is done of one program in an hour: the rest is kept by the next. */
export interface ProgramShare {
  /** Kinds of figures that are kept of periods. */
  readonly kept: number;
  readonly shareMs: number;
  /** Orders of a period from which on it is kept before it is read. */
  readonly least: number;
}

/** @returns how many kinds of figures were kept. */
export async function keepUsual(
  reports: D1Database,
  program: Zoned,
  nowMs: number,
  { kept: most, shareMs, least }: ProgramShare,
): Promise<number> {
  const endMs = Date.now() + shareMs;
  const rows = await keptRows(reports, program.id);
  const usual = usualPeriods(program.timezone, nowMs);
  const heads = usual.flatMap(({ head, hours }) => [head, hours]);
  const keeping = { nowMs, least, ahead: heads };
  await dropKept(
    reports,
    program.id,
    rows.filter((row) => isPast(row, heads, nowMs)),
  );
  const other = rows.filter((row) => isReadAnew(row, program, heads, nowMs));
  let kept = 0;
  for (const { head, kinds, period } of [...missingOf(usual, rows, nowMs), ...other.map(wantedAnew)]) {
    const { orders } = await programSums(reports, program.id, head);
    if (orders < least) continue;
    if (period !== null) await keepShort(reports, program, period, nowMs);
    for (const kind of kinds) {
      if (kept >= most || Date.now() >= endMs) return kept;
      if (await keepKind(reports, program, kind, { head, orders, keeping })) kept += 1;
    }
  }
  return kept;
}

/** What is to be kept of a period; `period` where its ends are as well. */
interface Wanted {
  readonly head: Span;
  readonly kinds: readonly Kind[];
  readonly period: Span | null;
}

function missingOf(usual: readonly UsualPeriod[], rows: readonly KeptRow[], nowMs: number): Wanted[] {
  return usual.flatMap(({ period, head, hours, isBefore }) => {
    const hourly = isBefore ? HOURLY.slice(0, 1) : HOURLY;
    const missing = (kinds: readonly Kind[], own: Span) =>
      kinds.filter((kind) => isMissing(kind, own, rows, nowMs));
    const isFirst = !rows.some(({ dimension, ...row }) => dimension === PROGRAM && isSame(row, head));
    return [
      { head: hours, kinds: missing(hourly, hours), period: isFirst ? period : null },
      { head, kinds: isBefore ? [] : missing(DAILY, head), period: null },
    ].filter(({ kinds }) => kinds.length > 0);
  });
}

function isMissing(kind: Kind, head: Span, rows: readonly KeptRow[], nowMs: number): boolean {
  const alike = rows.filter(({ what, dimension }) => what === kind.what && dimension === kind.dimension);
  const own = alike.find((row) => isSame(row, head));
  if (own !== undefined) return isEnded(own, nowMs);
  return !isOfReaders(kind) || alike.some(({ readAtMs }) => readAtMs > nowMs - LATE_MS);
}

/** Sums are written anew once a day, since each key is a row: readings between write what they need. */
function isEnded({ what, stands, keptAtMs }: KeptRow, nowMs: number): boolean {
  return stands === 0 && keptAtMs <= nowMs - (what === "sums" ? DAY_MS : HOUR_MS);
}

/** Whether what was kept ahead is usual no more, and nobody reads it: each refund would be added to it. */
function isPast(row: KeptRow, heads: readonly Span[], nowMs: number): boolean {
  const isRead = row.readAtMs > nowMs - LATE_MS;
  return (
    row.isAhead === 1 && !isRead && row.toMs <= nowMs - OLD_MS && !heads.some((head) => isSame(row, head))
  );
}

/** Whether a period of whole days was read of late, and ended. */
function isReadAnew(row: KeptRow, { timezone }: Zoned, heads: readonly Span[], nowMs: number): boolean {
  if (!isEnded(row, nowMs) || row.readAtMs <= nowMs - LATE_MS) return false;
  return isOfDays(row, timezone) && !heads.some((head) => isSame(row, head));
}

function wantedAnew({ what, dimension, fromMs, toMs }: KeptRow): Wanted {
  const kinds = [...HOURLY, ...DAILY].filter((kind) => kind.what === what && kind.dimension === dimension);
  return { head: { fromMs, toMs }, kinds, period: null };
}

/** Ends and days, which take few rows. */
async function keepShort(reports: D1Database, program: Zoned, period: Span, nowMs: number): Promise<void> {
  for (const dimension of ENDS) await keepEndsOf(reports, program, dimension, { period, nowMs });
  const days = daysOf({ ...period, timezone: program.timezone }, 0, LIMITS.pageSize);
  await keepDays(reports, program.id, { days, nowMs });
}

interface Head {
  readonly head: Span;
  readonly orders: number;
  readonly keeping: Keeping;
}

async function keepKind(
  reports: D1Database,
  program: Zoned,
  { what, dimension }: Kind,
  { head, orders, keeping }: Head,
): Promise<boolean> {
  const { id } = program;
  if (what === "sums") return await keepSums(reports, id, dimension, head, keeping);
  if (dimension === PROGRAM) return await keepCustomers(reports, id, head, keeping);
  const kept = { what, dimension, head, most: dimension === "promoter" ? null : LIMITS.ordersCountedByKey };
  if (!isIndexed(dimension)) {
    return orders <= LIMITS.ordersCountedByKey && (await keepKeys(reports, id, kept, [], keeping));
  }
  const page = await readPage(reports, program, { dimension, period: head }, FIRST, keeping);
  if (page.length < WORTH_KEYS) return false;
  return await keepKeys(
    reports,
    id,
    kept,
    page.map(({ key }) => key),
    keeping,
  );
}
