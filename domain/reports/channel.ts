/** By which road an order came: how it was credited, and of a click what kind of page it was on. A closed list. */
import { CLICK_CHANNELS } from "../tracking/click-channel.ts";

export const CHANNELS = [...CLICK_CHANNELS, "coupon", "binding", "manual", "none"] as const;
export type Channel = (typeof CHANNELS)[number];

export const CHANNELS_MEAN: Readonly<Record<Channel, string>> = {
  wechat: "a tap inside of WeChat",
  social: "a click on a page or in an app where people share links",
  website: "a click on any other page",
  direct: "a click that came from no page, as from a message or a printed code",
  unknown: "a click of which the page was not noted",
  coupon: "a coupon code of a promoter",
  binding: "the customer was bound to a promoter",
  manual: "an operator credited it by hand",
  none: "nobody earned it",
};
