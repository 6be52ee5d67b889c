/** Adds up the events of batches, per batch, link and hour. */
import type { ClickEvent, InvalidReason } from "../../domain/tracking/click-event.ts";
import { type EventCount, hourOf } from "../../domain/tracking/event-count.ts";
import type { CounterRow } from "./click-counters.tables.ts";
import type { ReportedRow } from "./reported-conversions.tables.ts";

export interface JudgedClick extends ClickEvent {
  /** Null while nothing speaks against it. */
  invalid: InvalidReason | null;
}

/** A batch whose clicks have been judged. */
export interface JudgedBatch {
  readonly id: string;
  readonly clicks: readonly JudgedClick[];
  readonly counts: readonly KeyedCount[];
}

export interface KeyedCount extends EventCount {
  /** Of a reported order, by which a repeat is known. */
  readonly key?: string;
}

type Where = Pick<EventCount, "program" | "link" | "promoter">;

/**
 * Rows for the counters. A visitor without a remembered click counts once per link in the batches tallied
 * together, whoever's cookie went missing in between. Invalid clicks are no clicks.
 */
export function tally(batches: Iterable<JudgedBatch>): CounterRow[] {
  const rows = new Map<string, CounterRow>();
  const seen = new Set<string>();
  for (const { id, clicks, counts } of batches) {
    for (const click of clicks) addClick(rowOf(rows, id, click, hourOf(click.occurredAtMs)), click, seen);
    for (const count of counts)
      if (count.key === undefined) addCount(rowOf(rows, id, count, count.hourMs), count);
  }
  return [...rows.values()];
}

/** Reported orders that have a key, one row each. */
export function reportedIn(batches: Iterable<JudgedBatch>): ReportedRow[] {
  return [...batches].flatMap(({ id, counts }) =>
    counts.flatMap(({ key, program, hourMs, link, promoter, amountMinor }): ReportedRow[] =>
      key === undefined ? [] : [{ batch: id, program, hourMs, link, promoter, amountMinor, key }],
    ),
  );
}

function rowOf(rows: Map<string, CounterRow>, batch: string, where: Where, hourMs: number): CounterRow {
  const { program, link, promoter } = where;
  const key = `${batch} ${program} ${link} ${hourMs}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const row: CounterRow = {
    batch,
    program,
    hourMs,
    link,
    promoter,
    clicks: 0,
    unique: 0,
    impressions: 0,
    invalid: {},
    channels: {},
    pageviews: 0,
    conversions: 0,
    amountMinor: 0,
  };
  rows.set(key, row);
  return row;
}

function addClick(row: CounterRow, click: JudgedClick, seen: Set<string>): void {
  if (click.invalid !== null) {
    addInvalid(row, click.invalid, 1);
    return;
  }
  const visit = `${click.program} ${click.link} ${click.visitor}`;
  const isUnique = click.unique && !seen.has(visit);
  if (isUnique) seen.add(visit);
  const unique = isUnique ? 1 : 0;
  row.clicks += 1;
  row.unique += unique;
  const { channel = "unknown" } = click;
  const [clicks, uniques] = row.channels[channel] ?? [0, 0];
  row.channels[channel] = [clicks + 1, uniques + unique];
}

function addCount(row: CounterRow, { of, events, amountMinor }: EventCount): void {
  switch (of) {
    case "impression":
      row.impressions += events;
      return;
    case "pageview":
      row.pageviews += events;
      return;
    case "conversion":
      row.conversions += events;
      row.amountMinor += amountMinor;
      return;
    case "bot":
    case "prefetch":
    case "not_navigation":
      return addInvalid(row, of, events);
    default:
      of satisfies never;
  }
}

function addInvalid(row: CounterRow, reason: InvalidReason, clicks: number): void {
  row.invalid[reason] = (row.invalid[reason] ?? 0) + clicks;
}
