/** Adds up the events of batches, per batch, link and hour. */
import type { ClickEvent } from "../../domain/tracking/click-event.ts";
import type { CounterRow } from "../db/click-counters.ts";

/** A batch whose clicks have been judged. */
export interface JudgedBatch {
  readonly id: string;
  readonly events: readonly ClickEvent[];
}

const HOUR_MS = 3_600_000;

/**
 * Rows for the counters. A visitor without a remembered click counts once per link in the batches tallied
 * together, whoever's cookie went missing in between; invalid clicks are no clicks.
 */
export function tally(batches: Iterable<JudgedBatch>): CounterRow[] {
  const rows = new Map<string, CounterRow>();
  const seen = new Set<string>();
  for (const batch of batches) {
    for (const event of batch.events) add(rowFor(rows, batch.id, event), event, seen);
  }
  return [...rows.values()];
}

function rowFor(rows: Map<string, CounterRow>, batch: string, event: ClickEvent): CounterRow {
  const hourMs = event.occurredAtMs - (event.occurredAtMs % HOUR_MS);
  const key = `${batch} ${event.program} ${event.link} ${hourMs}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const { program, link, promoter } = event;
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
    pageviews: 0,
    conversions: 0,
    amountMinor: 0,
  };
  rows.set(key, row);
  return row;
}

function add(row: CounterRow, event: ClickEvent, seen: Set<string>): void {
  switch (event.kind) {
    case "click":
      return addClick(row, event, seen);
    case "impression":
      row.impressions += 1;
      return;
    case "pageview":
      row.pageviews += 1;
      return;
    case "conversion":
      row.conversions += 1;
      row.amountMinor += event.amountMinor ?? 0;
      return;
    default:
      event.kind satisfies never;
  }
}

function addClick(row: CounterRow, event: ClickEvent, seen: Set<string>): void {
  if (event.invalid !== null) {
    row.invalid[event.invalid] = (row.invalid[event.invalid] ?? 0) + 1;
    return;
  }
  row.clicks += 1;
  const visit = `${event.program} ${event.link} ${event.visitor}`;
  if (event.unique && !seen.has(visit)) {
    seen.add(visit);
    row.unique += 1;
  }
}
