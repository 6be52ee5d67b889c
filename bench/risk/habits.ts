/** How people come to a promoter's orders: rates of its own, drawn for each promoter, and what its kind changes in them. */
import type { ContactKind } from "../../domain/order/order.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { ClickMarks } from "../../domain/risk/click-marks.ts";
import type { Chance } from "../../test/support/chance.ts";
import type { Draws } from "../../test/support/risk/draws.ts";

/** Shares lie between 0 and 1. */
export interface Habits {
  /** Orders in the visit that the click began, and the median length of such a visit until the order. */
  readonly sameVisit: number;
  readonly visitMs: number;
  /** Median from click to order of the others. */
  readonly delayMs: number;
  /** The click of an order lies anywhere within the lookback, since it did not bring the buyer. */
  readonly anywhere: boolean;
  /** Buyers whom other promoters touched before. */
  readonly touchedByOthers: number;
  /** Orders of customers who bought by this promoter before, and of customers of the shop who did not. */
  readonly returning: number;
  readonly shopCustomers: number;
  readonly reversed: number;
  /** Orders are given back after the release of their commission. */
  readonly reversedLate: boolean;
  readonly clicksPerOrder: number;
  /** Median, in minor units. */
  readonly amount: number;
  readonly coupons: number;
  /** Orders from one network of its own, and that network's class. */
  readonly oneNetwork: number;
  readonly network: ClickMarks["network"];
  /** Clicks that nobody set off, from data centres, and by tools. */
  readonly unasked: number;
  readonly hosting: number;
  readonly tools: number;
  /** Days on which it sells, evenly; null: all. */
  readonly sellingDays: number | null;
  /** One click serves this many orders. */
  readonly ordersPerClick: number;
  /** Accounts that make all orders; null: customers of their own. */
  readonly accounts: number | null;
  /** Orders from a browser that nobody saw before. */
  readonly freshBrowsers: number;
  /** Customers who share a home, a way to pay and a phone. */
  readonly household: number;
  /** Cards that pay for all orders; null: each customer its own. */
  readonly cards: number | null;
  /** Orders with the promoter's own address, payment or phone. */
  readonly ownContacts: readonly ContactKind[];
  /** Orders of buyers who stand below the promoter in the tree. */
  readonly nearInTree: number;
}

/** How much honest promoters differ in their rates. */
const LIKENESS = 0.03;

/** The habits of an honest promoter. Assumed, and the same for all seeds: see docs/risk.md. */
export function honestHabits({ beta, lognormal }: Draws): Habits {
  return {
    sameVisit: beta(0.6, LIKENESS),
    visitMs: lognormal(Math.log(7 * 60_000), 0.3),
    delayMs: lognormal(Math.log(1.5 * DAY_MS), 0.3),
    anywhere: false,
    touchedByOthers: beta(0.15, LIKENESS),
    returning: beta(0.25, LIKENESS),
    shopCustomers: beta(0.15, LIKENESS),
    reversed: beta(0.06, LIKENESS),
    reversedLate: false,
    clicksPerOrder: lognormal(Math.log(30), 0.4),
    amount: lognormal(Math.log(20_000), 0.4),
    coupons: beta(0.05, LIKENESS),
    oneNetwork: 0,
    network: "household",
    unasked: beta(0.025, LIKENESS),
    hosting: beta(0.01, LIKENESS),
    tools: beta(0.001, LIKENESS / 10),
    sellingDays: null,
    ordersPerClick: 1,
    accounts: null,
    freshBrowsers: beta(0.05, LIKENESS),
    household: 1,
    cards: null,
    ownContacts: [],
    nearInTree: 0,
  };
}

type Change = (draw: Draws, chance: Chance) => Partial<Habits>;

/** What an odd one does otherwise. */
export const ODD_HABITS = {
  office_network: ({ beta }) => ({ oneNetwork: beta(0.7, 0.1), network: "corporate", clicksPerOrder: 15 }),
  carrier_network: ({ beta }) => ({ oneNetwork: beta(0.4, 0.1), network: "mobile" }),
  live_room: ({ beta }) => ({
    sameVisit: beta(0.97, 0.02),
    visitMs: 60_000,
    clicksPerOrder: 10,
    sellingDays: 6,
  }),
  family_on_one_phone: () => ({ household: 4, returning: 0.5 }),
  group_buy_leader: ({ beta }) => ({
    ownContacts: ["payment"],
    clicksPerOrder: 4,
    sellingDays: 8,
    returning: beta(0.6, 0.1),
  }),
  coupon_site: ({ beta }) => ({
    coupons: beta(0.8, 0.1),
    sameVisit: 0.95,
    visitMs: 4 * 60_000,
    touchedByOthers: 0.4,
    shopCustomers: 0.4,
    clicksPerOrder: 5,
  }),
  slow_reviewer: ({ beta }) => ({ sameVisit: beta(0.2, 0.1), delayMs: 8 * DAY_MS }),
  team_that_buys: ({ beta }) => ({ nearInTree: beta(0.4, 0.1), returning: 0.6, clicksPerOrder: 10 }),
  // A few mails to people who know the shop, some of whom read them at work or behind a relay.
  newsletter: ({ beta }) => ({
    sellingDays: 8,
    shopCustomers: 0.6,
    returning: 0.5,
    sameVisit: 0.8,
    clicksPerOrder: 8,
    hosting: beta(0.1, 0.1),
    freshBrowsers: 0.15,
  }),
  // Sells to a few shops, which order much and often, and pay with the cards of their firms.
  reseller: ({ beta }) => ({
    returning: beta(0.8, 0.1),
    shopCustomers: 0.3,
    sameVisit: 0.7,
    clicksPerOrder: 3,
    amount: 80_000,
    nearInTree: beta(0.1, 0.1),
  }),
  // Says a code each week. Listeners type it in, or come by the link of the notes days later; some know the shop.
  podcast: ({ beta }) => ({
    coupons: beta(0.5, 0.1),
    sameVisit: 0.4,
    delayMs: 3 * DAY_MS,
    sellingDays: 8,
    shopCustomers: 0.3,
    touchedByOthers: 0.25,
    clicksPerOrder: 12,
  }),
} as const satisfies Readonly<Record<string, Change>>;

/** How a thief's stolen orders come about. */
export const FRAUD_HABITS = {
  hijack_at_checkout: ({ beta, lognormal }) => ({
    sameVisit: 1,
    visitMs: lognormal(Math.log(12_000), 0.5),
    touchedByOthers: beta(0.45, 0.1),
    shopCustomers: 0.4,
    returning: 0,
    unasked: beta(0.3, 0.3),
    clicksPerOrder: 2,
  }),
  click_spam: ({ beta, lognormal }) => ({
    anywhere: true,
    sameVisit: 0,
    returning: 0,
    shopCustomers: 0.6,
    unasked: beta(0.7, 0.3),
    hosting: beta(0.1, 0.2),
    clicksPerOrder: lognormal(Math.log(1_500), 0.5),
  }),
  cookie_stuffing: ({ beta, lognormal }) => ({
    sameVisit: 0.1,
    delayMs: 5 * DAY_MS,
    returning: 0,
    shopCustomers: 0.5,
    unasked: beta(0.6, 0.3),
    clicksPerOrder: lognormal(Math.log(400), 0.5),
  }),
  one_token_for_many: ({ lognormal }) => ({
    ordersPerClick: Math.round(lognormal(Math.log(30), 0.3)),
    sameVisit: 0,
    anywhere: true,
    returning: 0,
    clicksPerOrder: 0.2,
    unasked: 0,
  }),
  own_purchase: ({ beta }, chance) => ({
    accounts: chance.between(1, 3),
    clicksPerOrder: 1.5,
    oneNetwork: beta(0.8, 0.1),
    shopCustomers: 0,
    ownContacts: (["address", "payment", "device"] as const).filter(() => chance.hits(0.8)),
    nearInTree: chance.hits(0.3) ? 1 : 0,
    touchedByOthers: 0,
  }),
  one_network_farm: ({ beta }, chance) => ({
    oneNetwork: 0.97,
    network: chance.hits(0.5) ? "hosting" : "household",
    tools: chance.hits(0.3) ? beta(0.7, 0.2) : 0,
    returning: 0,
    shopCustomers: 0,
    sellingDays: 20,
    clicksPerOrder: 3,
    visitMs: 3 * 60_000,
    sameVisit: 0.95,
    cards: chance.hits(0.5) ? chance.between(1, 4) : null,
    touchedByOthers: 0,
  }),
  many_devices: (_, chance) => ({
    accounts: chance.between(1, 3),
    freshBrowsers: 0.9,
    clicksPerOrder: 2,
    touchedByOthers: 0,
  }),
  refund_churn: ({ beta }) => ({
    reversed: beta(0.85, 0.1),
    reversedLate: true,
    returning: 0.3,
    shopCustomers: 0.2,
    clicksPerOrder: 10,
    touchedByOthers: 0.05,
  }),
  // Advertisements beside the search for the shop's own name: people tap them who were on their way to it.
  brand_bidding: ({ beta }) => ({
    sameVisit: beta(0.85, 0.05),
    visitMs: 5 * 60_000,
    touchedByOthers: beta(0.35, 0.1),
    shopCustomers: 0.5,
    clicksPerOrder: 6,
  }),
  // Writes to the shop's own customers, whose addresses it has from somewhere.
  leaked_list: ({ beta }) => ({
    shopCustomers: beta(0.9, 0.05),
    returning: 0.2,
    sameVisit: 0.5,
    delayMs: DAY_MS,
    touchedByOthers: 0.25,
    clicksPerOrder: 12,
  }),
  // Owns names that are mistyped for the shop's, and leads on from them: its people were on their way.
  mistyped_names: ({ beta }) => ({
    sameVisit: beta(0.9, 0.05),
    visitMs: 8 * 60_000,
    touchedByOthers: beta(0.25, 0.1),
    shopCustomers: 0.6,
    returning: 0.1,
    unasked: beta(0.2, 0.1),
    clicksPerOrder: 8,
  }),
} as const satisfies Readonly<Record<string, Change>>;

/** Of a thief's orders, the part that is stolen; the rest is of people who came by it. */
export const STOLEN = {
  hijack_at_checkout: 0.6,
  click_spam: 0.8,
  cookie_stuffing: 0.7,
  one_token_for_many: 0.8,
  own_purchase: 0.7,
  one_network_farm: 0.9,
  many_devices: 0.8,
  refund_churn: 0.8,
  brand_bidding: 0.9,
  leaked_list: 0.8,
  mistyped_names: 0.95,
} as const satisfies Readonly<Record<keyof typeof FRAUD_HABITS, number>>;

/** How far visits and delays of one promoter spread, as deviations of their logarithms. */
export const VISIT_SPREAD = 0.9;
export const DELAY_SPREAD = 1.3;
/** Who returns the same hour was in one visit. */
export const LEAST_DELAY_MS = 3_600_000;
