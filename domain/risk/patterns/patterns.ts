/** Every pattern by its name. A new one is one entry here. */
import { namesOf, recordOf } from "../../kernel/records.ts";
import type { Pattern } from "./pattern.ts";

export const PATTERNS = {
  orders_soon_after_click: {
    means: "many orders within fifteen seconds of the click: clicks that are made while people pay",
    holdsFrom: 4_000,
    kind: "share",
    counts: ({ within15Seconds, timedOrders }) => ({ hits: within15Seconds, trials: timedOrders }),
  },
  orders_long_after_click: {
    means: "many orders a week and more after the click: clicks of people who did not come by them",
    holdsFrom: null,
    kind: "share",
    counts: ({ after7Days, timedOrders }) => ({ hits: after7Days, trials: timedOrders }),
  },
  orders_per_click: {
    means: "many orders for few clicks",
    holdsFrom: null,
    kind: "share",
    // Coupons and customers who came back bring orders without clicks.
    counts: ({ timedOrders, clicks }) => ({ hits: Math.min(timedOrders, clicks), trials: clicks }),
  },
  clicks_without_orders: {
    means: "few orders for many clicks: clicks of people who did not mean to come",
    holdsFrom: null,
    kind: "share",
    isFew: true,
    counts: ({ timedOrders, clicks }) => ({ hits: Math.min(timedOrders, clicks), trials: clicks }),
  },
  known_customers: {
    means: "many orders of people who were customers before",
    holdsFrom: null,
    kind: "share",
    counts: ({ customerOrders, newCustomerOrders }) => ({
      hits: customerOrders - newCustomerOrders,
      trials: customerOrders,
    }),
  },
  customers_taken: {
    means: "many customers who knew the shop already, and never bought by this promoter",
    holdsFrom: null,
    kind: "share",
    counts: ({ takenCustomers, newCustomerOrders }) => ({
      hits: takenCustomers,
      trials: takenCustomers + newCustomerOrders,
    }),
  },
  credits_taken: {
    means: "many orders whose click came over another promoter's that was live",
    holdsFrom: null,
    kind: "share",
    counts: ({ takenCredits, timedOrders }) => ({ hits: takenCredits, trials: timedOrders }),
  },
  unasked_clicks: {
    means: "many orders by clicks that nobody set off: pages that open links by themselves",
    holdsFrom: null,
    kind: "share",
    counts: ({ saidOrders, unaskedOrders }) => ({ hits: unaskedOrders, trials: saidOrders }),
  },
  orders_reversed: {
    means: "many orders that were taken back as a whole",
    holdsFrom: null,
    kind: "share",
    counts: ({ reversedOrders, endedOrders }) => ({ hits: reversedOrders, trials: endedOrders }),
  },
  one_network: {
    means: "many orders of one day whose clicks came from one network",
    holdsFrom: null,
    kind: "share",
    counts: ({ oneNetworkPairs, orderPairs }) => ({ hits: Math.floor(oneNetworkPairs), trials: orderPairs }),
  },
  sales_per_visitor: {
    means: "much sold to few people who clicked",
    holdsFrom: null,
    kind: "amount",
    // The part of orders that clicks brought: amounts are taken for alike.
    amount: ({ sales, orders, timedOrders, visitors }) => ({
      minor: orders === 0 ? 0 : sales * (timedOrders / orders),
      of: visitors,
    }),
  },
} as const satisfies Readonly<Record<string, Pattern>>;

export type PatternName = keyof typeof PATTERNS;

export const PATTERN_NAMES = namesOf(PATTERNS);

export const PATTERNS_MEAN = recordOf(PATTERN_NAMES, (name) => PATTERNS[name].means);
