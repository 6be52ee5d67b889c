/** The clock of a ledger's orders: does what is due, a bounded part at a time; one that fails holds up no other. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { DueWork } from "../../domain/order/order-state.ts";
import type { OrderClockStorage } from "./order-clock-storage.ts";
import { logError } from "../object/log.ts";

/** Orders whose clock is handled in one transaction. */
const DUE_PER_TRANSACTION = 200;
/** The next alarm goes on. */
const TRANSACTIONS_PER_ALARM = 20;
/** When an order whose clock failed is tried again. */
const FAILED_CLOCK_MS = 600_000;

/** What the clock does with an order. A review may end by it several times, each of which is an event of its own. */
export function clockEvent({ kind, atMs, isAgain }: DueWork, nowMs: number): OrderEvent {
  switch (kind) {
    case "release":
      return {
        eventId: isAgain === true ? "clock:released:again" : "clock:released",
        kind: "released",
        occurredAtMs: nowMs,
      };
    case "auto_receive":
      return { eventId: "clock:received", kind: "received", occurredAtMs: atMs };
    case "end_review":
      return { eventId: `clock:review_cleared:${atMs}`, kind: "review_cleared", occurredAtMs: nowMs };
    default:
      return unknownWord(kind, "clock");
  }
}

/** @param tick handles the clocks of several orders in one transaction. */
export function runClocks(storage: OrderClockStorage, tick: (rows: readonly number[]) => void): void {
  for (let turn = 0; turn < TRANSACTIONS_PER_ALARM; turn += 1) {
    const rows = storage.dueRows(Date.now(), DUE_PER_TRANSACTION);
    if (rows.length === 0) return;
    try {
      tick(rows);
    } catch (error) {
      logError("order_clocks_failed", error, { orders: rows.length });
      for (const row of rows) tickAlone(storage, tick, row);
    }
  }
}

function tickAlone(storage: OrderClockStorage, tick: (rows: readonly number[]) => void, row: number): void {
  try {
    tick([row]);
  } catch (error) {
    logError("order_clock_failed", error);
    storage.postponeDue(row, Date.now() + FAILED_CLOCK_MS);
  }
}
