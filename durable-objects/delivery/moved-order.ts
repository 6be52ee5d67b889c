/** An order on its way from one ledger to another, as both store it: nothing is read or decided on the way. */
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { Phase } from "../../domain/order/order-state.ts";

export interface MovedOrder {
  readonly orderId: string;
  readonly firstReceivedAtMs: number;
  readonly slot: number;
  readonly journey: string | null;
  /** JSON, as are the decision, the evidence and the restoration; null while only its events have come. */
  readonly received: string | null;
  readonly decision: string | null;
  readonly evidence: string | null;
  readonly binding: "none" | "made" | "ended";
  readonly dueAtMs: number | null;
  readonly version: number;
  readonly talliedReversed: AmountMinor | null;
  /** JSON of the worth that was told, where it is more than the amount. Absent from an older version. */
  readonly talliedWorth?: string | null;
  readonly restoration: string | null;
  /** JSON of where what is told of its id belongs. Absent from an older version. */
  readonly link?: string | null;
  readonly events: readonly MovedEvent[];
  readonly commissions: readonly MovedCommission[];
}

// Types, not interfaces: rows of a query must be assignable to a record.
export type MovedEvent = {
  readonly source: string;
  readonly eventId: string;
  readonly event: string;
  readonly items: string | null;
  readonly recordedAtMs: number;
};

export type MovedCommission = {
  readonly credit: number;
  readonly level: number;
  readonly earned: 0 | 1;
  readonly kept: AmountMinor;
  readonly phase: Phase;
};

/** A reservation that an order's owner declared void. */
export type MovedVoid = { readonly book: string; readonly reservation: number; readonly orderId: string };
