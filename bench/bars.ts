/** What is asked of the service: the bars of docs/performance.md, which a test compares with these. */
import { atLeast, atMost, type Bar } from "./measurement.ts";

export const BARS = {
  /** Single orders a second to the posting in the wallet, over the textbook's. */
  singleOrders: atLeast(1),
  /** Orders a second in batches of a hundred, over the faster of the textbook's two ways. */
  batches: atLeast(1.5),
  /** Half of the lone orders on an idle service are answered within so many times the textbook's median. */
  loneOrder: atMost(2),
  /** The longest wait of a request under single orders, over the median. */
  longestWait: atMost(10),
  /** Milliseconds of the longest tap while long work runs. */
  tapInLongWork: atMost(100),
  /** Requests by processor time, over the bare worker's. */
  shareLink: atLeast(0.75),
  pixel: atLeast(0.9),
  /** Wallet reads a second, over those of an empty route with a bearer. */
  walletReads: atLeast(0.3),
  /** Dollars for a million clicks at a thousand a second, with logs and storage. */
  clickCost: atMost(0.45),
  /** Time with many orders over the time with a thousand. */
  growth: atMost(1.2),
  /** Percent of known bots that get no token, or one that casts doubt on them. */
  botsSeen: atLeast(99),
  /** Percent of real browsers that get no token. */
  browsersLost: atMost(0.25),
  /** Browsers within an app of China that get no token. */
  chineseAppsLost: atMost(0),
  /** Percent of the money of stolen orders of which nothing is paid, where one order in a hundred is stolen. */
  stolenMoneyUnpaid: atLeast(90),
  /** Honest orders of 10,000 that are put under review. */
  honestOrdersHeld: atMost(5),
} as const satisfies Readonly<Record<string, Bar>>;
