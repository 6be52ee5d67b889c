/** Whom the simulation has: kinds of thieves, and honest promoters who look odd. One of each had no part in choosing weights. */

export const FRAUDS = [
  "hijack_at_checkout",
  "click_spam",
  "cookie_stuffing",
  "one_token_for_many",
  "own_purchase",
  "one_network_farm",
  "many_devices",
  "refund_churn",
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
] as const;
export type Oddity = (typeof ODDITIES)[number];

/** Never looked at while weights and limits were chosen. */
export const HELD_OUT = { fraud: "cookie_stuffing", oddity: "group_buy_leader" } as const satisfies {
  readonly fraud: Fraud;
  readonly oddity: Oddity;
};

/** What a promoter of the simulation is. */
export type Kind = "plain" | Oddity | Fraud;

export function isFraud(kind: Kind): kind is Fraud {
  return FRAUDS.some((fraud) => fraud === kind);
}
