/** What each code of risk says, how much it weighs unless a program says otherwise, and with which others it is one reason. */
import { RISK_CODES, type RiskCode } from "../order/risk-reason.ts";
import { recordOf } from "../kernel/records.ts";

/** Of codes of one group the greatest weight counts: they are signs of one thing. Groups add up. */
type RiskGroup = "time" | "replay" | "click" | "relation" | "amount" | "pattern" | "source";

interface CodeMeaning {
  readonly group: RiskGroup;
  /** The greatest weight that a finding of it has. */
  readonly weight: number;
  readonly means: string;
  /** It is a fact and no guess: it acts in every mode, and its review ends by a person alone. */
  readonly isCertain?: true;
}

export const CODES: Readonly<Record<RiskCode, CodeMeaning>> = {
  order_too_soon: {
    group: "time",
    weight: 2.2,
    means: "the order came sooner after its click than anybody buys",
  },
  credit_displaced: {
    group: "time",
    weight: 3,
    means: "a click just before the order took the credit, while another promoter's touch was live",
  },
  customers_per_click: {
    group: "replay",
    weight: 3,
    means: "more customers ordered with one click than may",
  },
  devices_per_customer: {
    group: "replay",
    weight: 2.2,
    means: "the customer ordered from more browsers than may",
  },
  hosting_network: { group: "click", weight: 1, means: "the click came from a network of servers" },
  automated_browser: {
    group: "click",
    weight: 1.8,
    means: "the click came from a tool, or from a browser that nobody used by hand",
  },
  near_in_tree: {
    group: "relation",
    weight: 1.2,
    means: "the buyer stands near the credited promoter in the tree",
  },
  same_network_as_promoter: {
    group: "relation",
    weight: 2.2,
    means: "the click came from the network that its promoter used that day",
  },
  shared_payee: {
    group: "relation",
    weight: 2.5,
    means: "the credited promoter is paid to the same account as another promoter of the order",
  },
  shared_contact: {
    group: "relation",
    weight: 3,
    means: "address, payment or device are the promoter's own, or those of many customers",
  },
  unusual_amount: {
    group: "amount",
    weight: 1,
    means: "the amount is far above the promoter's other orders",
  },
  ring: { group: "pattern", weight: 3, means: "customers and promoters buy from each other in a circle" },
  promoter_pattern: {
    group: "pattern",
    weight: 2.5,
    means: "the promoter's orders together are unlike those of other promoters",
  },
  page_reported: {
    group: "source",
    weight: 2.5,
    means: "a page reported the order, and nobody who signs",
    isCertain: true,
  },
};

export const CODES_MEAN = recordOf(RISK_CODES, (code) => CODES[code].means);

export const WEIGHTS: RiskWeights = recordOf(RISK_CODES, (code) => CODES[code].weight);

/** How much each code weighs at most; 0: it is never a reason. */
export type RiskWeights = Readonly<Record<RiskCode, number>>;
