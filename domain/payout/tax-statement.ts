/** A promoter's line of the statement of a month: what was paid out or is under way, and the tax withheld from it. */
import type { PromoterRef } from "../kernel/ids.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type TaxedMonth = {
  readonly promoter: PromoterRef;
  /** Payouts that were requested in the month and not given back. */
  readonly payouts: number;
  /** In minor units, as are those below. */
  readonly gross: number;
  readonly withheld: number;
  /** Of the net, what has arrived; the rest is under way. */
  readonly paid: number;
};
