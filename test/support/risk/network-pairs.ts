/**
 * Pairs of orders of one day and one promoter, and how many of them came from one network. All pairs of n orders are not
 * independent: one more order from a shared network makes many at once. As many as can be formed with each order in one pair are.
 * So these are counted, and of one network is what any such pairing has on average. That share does not grow with
 * sales, and its spread is at most that of independent pairs.
 *
 * Source of the last: W. Hoeffding, "A Class of Statistics with Asymptotically Normal Distribution", Ann. Math. Stat. 19 (1948).
 */
export interface NetworkPairs {
  readonly orderPairs: number;
  /** No integer: sums are rounded down when they are judged. */
  readonly oneNetworkPairs: number;
}

/** @param ofNetworks orders of each network on one day, 1 or more each. */
export function networkPairs(ofNetworks: readonly number[]): NetworkPairs {
  const orders = ofNetworks.reduce((sum, one) => sum + one, 0);
  const alike = ofNetworks.reduce((sum, one) => sum + (one * (one - 1)) / 2, 0);
  return { orderPairs: Math.floor(orders / 2), oneNetworkPairs: alike / ordersPaired(orders) };
}

/** All pairs, divided by those with each order in one of them: n - 1 where n is even, and n where one is left over. */
function ordersPaired(orders: number): number {
  return Math.max(1, orders - 1 + (orders % 2));
}
