/**
 * Messages of clicks as the edge sends them, the same ones whoever judges them. Clicks come a thousand a second by
 * their own clock, so that a fast judge does not meet fuller windows than a slow one.
 */
import { packClicks } from "../../domain/tracking/click-columns.ts";
import type { ClickEvent } from "../../domain/tracking/click-event.ts";
import { batchIdFloor, type EventBatch } from "../../domain/tracking/event-batch.ts";

const STARTED_AT = Date.UTC(2026, 4, 1);
const LINKS = 100;
const PEOPLE = 50_000;
const PEOPLE_PER_NETWORK = 5;
/** One click in so many is the one of ten milliseconds before again: a messenger opens the link by itself. */
const REPEATED_EVERY = 20;
const REPEATED_AFTER = 10;
/** One click in so many comes from one and the same network, which nobody would take for a person's. */
const FARMED_EVERY = 50;
const FARM = 0xf;
const GOLDEN = 0.618_033_988_75;

/** The message whose first click is the `first` of all clicks there are. */
export function clickBatch(program: number, first: number, clicks: number): EventBatch {
  const sentAtMs = STARTED_AT + first + clicks;
  return {
    v: 2,
    id: batchIdFloor(sentAtMs) + first.toString(16).padStart(20, "0"),
    sentAtMs,
    clicks: packClicks(
      Array.from({ length: clicks }, (_, place) => clickOf(program, first + place)),
      sentAtMs,
    ),
    counts: [],
  };
}

function clickOf(program: number, index: number): ClickEvent {
  const repeated = index % REPEATED_EVERY === REPEATED_EVERY - 1;
  const tap = repeated ? index - REPEATED_AFTER : index;
  const person = (Math.imul(tap, 0x9e3779b1) >>> 0) % PEOPLE;
  const network = tap % FARMED_EVERY === 0 ? FARM : 0x100 + Math.floor(person / PEOPLE_PER_NETWORK);
  const link = zipfOf(tap);
  return {
    program,
    link,
    promoter: link,
    occurredAtMs: STARTED_AT + index,
    unique: !repeated,
    origin: "newcomer",
    visitor: alias(person),
    network: alias(network),
  };
}

/** Links as they are shared: the first is clicked most, the n-th a n-th as often. */
function zipfOf(tap: number): number {
  return Math.min(Math.floor(LINKS ** ((tap * GOLDEN) % 1)), LINKS);
}

function alias(number: number): string {
  return number.toString(16).padStart(16, "0");
}
