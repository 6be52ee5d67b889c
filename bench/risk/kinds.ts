/** Whom the simulation has: kinds of thieves, and honest promoters who look odd. One of each is held out. */

export const FRAUDS = [
  "hijack_at_checkout",
  "click_spam",
  "cookie_stuffing",
  "one_token_for_many",
  "own_purchase",
  "one_network_farm",
  "many_devices",
  "refund_churn",
  "brand_bidding",
  "leaked_list",
  "mistyped_names",
] as const;
export type Fraud = (typeof FRAUDS)[number];

export const ODDITIES = [
  "office_network",
  "carrier_network",
  "live_room",
  "family_on_one_phone",
  "group_buy_leader",
  "coupon_site",
  "slow_reviewer",
  "team_that_buys",
  "newsletter",
  "reseller",
  "podcast",
] as const;
export type Oddity = (typeof ODDITIES)[number];

/**
 * Written down when all weights, limits and patterns had been chosen, which nothing that they show has changed. Cookie stuffing and
 * leaders of groups were held out before them, and so were brand bidding and newsletters, leaked lists and resellers. Their
 * figures have been read.
 */
export const HELD_OUT = { fraud: "mistyped_names", oddity: "podcast" } as const satisfies {
  readonly fraud: Fraud;
  readonly oddity: Oddity;
};

/** What a promoter of the simulation is. */
export type Kind = "plain" | Oddity | Fraud;

export function isFraud(kind: Kind): kind is Fraud {
  return FRAUDS.some((fraud) => fraud === kind);
}
