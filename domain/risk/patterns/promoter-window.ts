/** What one promoter's clicks and orders came to over a window of days: what patterns are looked for in. */
import type { PromoterRef } from "../../kernel/ids.ts";

/** Days of the window: long enough for a promoter of few orders, short enough for one who changed. */
export const WINDOW_DAYS = 28;

export interface PromoterWindow {
  readonly promoter: PromoterRef;
  /** Clicks that count, and the people behind them, each counted once a day. */
  readonly clicks: number;
  readonly visitors: number;
  readonly orders: number;
  /** Orders whose credited click is known, by how long after it they came. */
  readonly timedOrders: number;
  readonly within15Seconds: number;
  readonly after7Days: number;
  /** Orders of customers, and of those the first of their customer. */
  readonly customerOrders: number;
  readonly newCustomerOrders: number;
  /** Customers who had ordered before, and came to this promoter for the first time. */
  readonly takenCustomers: number;
  /** Orders whose credited click came over another promoter's that was live. */
  readonly takenCredits: number;
  /** Orders whose browser says whether somebody set off the credited click, and of those the ones where nobody did. */
  readonly saidOrders: number;
  readonly unaskedOrders: number;
  /** Orders whose hold period is over, and of those the ones that were wholly reversed. */
  readonly endedOrders: number;
  readonly reversedOrders: number;
  /**
   * Pairs of orders whose clicks came on one day, each order in one pair, and of those the ones of one network. The mean of
   * any such pairing, and no integer. The second share spreads at most as that of independent pairs.
   */
  readonly orderPairs: number;
  readonly oneNetworkPairs: number;
  /** What was sold and not taken back, in minor units. */
  readonly sales: number;
}
