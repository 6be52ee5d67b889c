/** A promoter without a click and an order. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { PromoterWindow } from "../../../domain/risk/patterns/promoter-window.ts";

export function emptyWindow(promoter: PromoterRef): PromoterWindow {
  return {
    promoter,
    clicks: 0,
    visitors: 0,
    orders: 0,
    timedOrders: 0,
    within15Seconds: 0,
    after7Days: 0,
    customerOrders: 0,
    newCustomerOrders: 0,
    takenCustomers: 0,
    takenCredits: 0,
    saidOrders: 0,
    unaskedOrders: 0,
    endedOrders: 0,
    reversedOrders: 0,
    orderPairs: 0,
    oneNetworkPairs: 0,
    sales: 0,
  };
}
