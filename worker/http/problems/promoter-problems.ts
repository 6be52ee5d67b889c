/** Refusals about promoters: their tree, bindings, coupons and links. */
import type { Problems } from "./problem-facts.ts";

export const PROMOTER_PROBLEMS = {
  unknown_promoter: {
    status: 404,
    title: "No such promoter",
    means: "The path names a promoter whom the program does not have.",
    remedy: "Check the id in the path, or list the promoters.",
  },
  link_ended: {
    status: 410,
    title: "The share link has ended",
    means:
      "The link has expired or was disabled. An app is told so where it asks with `Accept: application/json`.",
    remedy: "Show the shop's home, or give the link an `expiredUrl`.",
  },
  unknown_link: {
    status: 404,
    title: "No such link",
    means: "There is no share link of this id or slug, or it is another promoter's.",
    remedy: "Check the id in the path, or list the links.",
  },
  unknown_coupon: {
    status: 404,
    title: "No such coupon",
    means: "The program has no coupon of this code. Codes ignore case.",
    remedy: "Check the code in the path, or list the coupons.",
  },
  unknown_erasure: {
    status: 404,
    title: "No such erasure",
    means: "The program has no erasure of this id.",
    remedy: "Check the id in the path: the answer to the request named it.",
  },
  balance_open: {
    status: 409,
    title: "The promoter's wallet is not empty",
    means:
      "Something is pending, held, available or reserved, or the promoter owes something: `detail` says what.",
    remedy:
      "Wait for the holds, pay out what is available, or settle it by an adjustment. Then erase the promoter.",
  },
  already_bound: {
    status: 409,
    title: "The customer is bound to another promoter",
    means: "Under the program's binding mode the binding in force stays.",
    remedy: "Leave the binding as it is, or change the program's `binding.mode`.",
  },
  self_binding: {
    status: 409,
    title: "Nobody can be bound to themselves",
    means: "The customer and the promoter are the same member.",
    remedy: "Name another promoter.",
  },
  is_promoter: {
    status: 409,
    title: "The customer is a promoter",
    means: "Promoters have an upline in place of a binding.",
    remedy: "Change the promoter's upline where that is what is meant.",
  },
  promoter_suspended: {
    status: 409,
    title: "The promoter is suspended",
    means: "A suspended promoter gains neither customers nor credit, and nobody requests a payout for it.",
    remedy: "Set the promoter's status to active first, or name another.",
  },
  cycle: {
    status: 409,
    title: "The upline stands below this promoter",
    means: "The upline named is in the team of the promoter who would be moved.",
    remedy: "Name an upline outside of the promoter's own team.",
  },
  depth_exceeded: {
    status: 409,
    title: "The tree would become too deep",
    means: "A promoter of the team would stand deeper than the tree may be.",
    remedy: "Name an upline that stands nearer to the top.",
  },
  slug_taken: {
    status: 409,
    title: "The slug is taken",
    means: "Another link has this slug. Slugs are shared by all programs of the service.",
    remedy: "Choose another slug, or leave it out and one is made.",
  },
  coupon_taken: {
    status: 409,
    title: "The code is another coupon's",
    means: "The code stands for another promoter or ends at another time. Codes ignore case.",
    remedy: "Choose another code, or change the coupon that has it.",
  },
  share_origin_not_allowed: {
    status: 422,
    title: "The operator does not list that origin",
    means:
      "Share links are shown with origins that the operator lists, since each has to lead to this service.",
    remedy: "Have the operator add the origin to `SHARE_ORIGINS`, once the host leads here.",
  },
  destination_not_allowed: {
    status: 422,
    title: "The destination is not allowed",
    means:
      "The destination is no https address of a host in the program's `allowedHosts`. `errors` says why.",
    remedy: "Add the host to `allowedHosts`, or lead the link to a host that is in it.",
  },
  too_many_links: {
    status: 422,
    title: "The promoter has made as many links as it may",
    means: "The promoter has made `promoter.maxLinks` links by its own tokens.",
    remedy: "Use a link that there is, or have the merchant make one.",
  },
  unknown_tier: {
    status: 422,
    title: "The program has no such tier",
    means: "The tier named is none of the program's tiers.",
    remedy: "Read the tiers and name one of them.",
  },
  unknown_upline: {
    status: 422,
    title: "The upline is not a promoter of this program",
    means: "The member named as upline has not become a promoter.",
    remedy: "Make the upline a promoter first.",
  },
  no_such_promoter: {
    status: 422,
    title: "The promoter named in the body does not exist",
    means: "The body names a promoter whom the program does not have.",
    remedy: "Check `promoterId`, or list the promoters.",
  },
  binding_disabled: {
    status: 422,
    title: "The program binds no customers",
    means: "The program's `binding.mode` is `none`.",
    remedy: "Set another `binding.mode` first, where customers are to be bound.",
  },
  invalid_click_token: {
    status: 422,
    title: "The click token proves nothing here",
    means: "The token is cut off, not signed by this service, or another program's.",
    remedy: "Send the token whole, as the landing page received it.",
  },
  click_expired: {
    status: 422,
    title: "The click lies outside the lookback",
    means: "The click happened longer ago than `attribution.clickLookback`, or was no click.",
    remedy: "Bind by `promoterId` where the promoter is known otherwise.",
  },
  no_such_coupon: {
    status: 422,
    title: "The coupon named in the body does not exist",
    means: "The body names a code that is no coupon of the program.",
    remedy: "Check the code, or make the coupon first.",
  },
  coupon_expired: {
    status: 422,
    title: "The coupon has expired",
    means: "The coupon ended before now.",
    remedy: "Change when the coupon ends, or bind by `promoterId`.",
  },
  too_many_notes: {
    status: 422,
    title: "As much is noted of the promoter as may be",
    means: "The number of notes of one promoter is bounded.",
    remedy: "Take away notes that nobody needs any more.",
  },
  terms_changed: {
    status: 409,
    title: "These are not the terms in force",
    means: "The version that was to be accepted is not the newest of the program, or was never published.",
    remedy: "Read the terms, show them, and accept the version that they name.",
  },
} as const satisfies Problems;
