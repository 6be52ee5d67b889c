/** Refusals about orders and what happens to them. */
import type { Problems } from "./problem-facts.ts";

export const ORDER_PROBLEMS = {
  unknown_order: {
    status: 404,
    title: "No such order",
    means: "The program has recorded no order of this id, or a promoter's token has no part in it.",
    remedy: "Check the id, and record the order first.",
  },
  unknown_webhook: {
    status: 404,
    title: "No such webhook is kept",
    means: "The program keeps no webhook of this id that could not be used. They are kept for 30 days.",
    remedy: "Take the id from `GET …/unusable-webhooks`.",
  },
  source_not_listed: {
    status: 409,
    title: "This source has no API that lists what happened",
    means:
      "Only sources of vendors with such an API can catch up: `stripe`, `shopify`, `woocommerce` and `wechatpay`.",
    remedy: "Send what is missing again: by webhooks, by `POST …/conversions`, or by an import.",
  },
  api_key_missing: {
    status: 409,
    title: "No API key of the vendor is set",
    means: "The vendor is asked under a key of yours, and the program has none for this source.",
    remedy: "Set one with `PUT …/sources/{source}/api-key`, then ask again.",
  },
  catch_up_running: {
    status: 409,
    title: "This source is catching up with another time",
    means: "One catching up of a source runs at a time. Nothing was begun.",
    remedy: "Wait until `GET …/sources/{source}/catch-up` says `finished`, or stop it with `DELETE`.",
  },
  unknown_catch_up: {
    status: 404,
    title: "This source never caught up",
    means: "No catching up of this source was ever begun.",
    remedy: "Begin one with `POST …/sources/{source}/catch-up`.",
  },
  already_credited: {
    status: 409,
    title: "Somebody has earned the order",
    means: "An order with credits never changes them.",
    remedy: "Leave the order as it is. Use an adjustment to give a promoter more.",
  },
  no_rule: {
    status: 409,
    title: "No commission rule applies to the order",
    means: "Somebody earned the order, and no rule in force at its time pays for anything that it sold.",
    remedy: "Set rules that count from before the order, then call `POST …/orders/{orderId}/plan`.",
  },
  already_decided: {
    status: 409,
    title: "A rule has paid for the order",
    means: "What an order earns is decided once, or nobody earned it.",
    remedy: "Use an adjustment to give a promoter more, or credit an order that nobody earned.",
  },
  self_purchase: {
    status: 409,
    title: "The buyer is the promoter",
    means: "The promoter named bought the order, and `commission.selfPurchase` is false.",
    remedy: "Name another promoter, or allow self purchases for later orders.",
  },
  too_many_events: {
    status: 409,
    title: "The order has as many events as it may have",
    means: "The number of events of one order is bounded.",
    remedy: "Check whether the sender repeats one event under ever new ids.",
  },
  items_do_not_sum: {
    status: 422,
    title: "The items do not sum to the amount",
    means: "The amounts of `items` give another sum than `amount`.",
    remedy: "Correct `amount` or the items. Leave `items` out where the shop does not know them.",
  },
  currency_mismatch: {
    status: 422,
    title: "The currency is not the program's",
    means: "A program counts in one currency, and the order is in another.",
    remedy: "Send the amount in the program's currency.",
  },
  occurred_at_out_of_range: {
    status: 422,
    title: "The time is more than 5 minutes ahead or 400 days back",
    means: "`occurredAt` is too far from the service's clock.",
    remedy: "Check the sender's clock and time zone. Orders older than 400 days are not recorded.",
  },
} as const satisfies Problems;
