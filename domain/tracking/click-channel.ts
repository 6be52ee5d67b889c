/** Where a click came from: the kind of page that referred to the link, or WeChat. */
import type { ClickMarks } from "../risk/click-marks.ts";

/** A new word goes to the end: a message names the place. */
export const CLICK_CHANNELS = ["unknown", "direct", "social", "website", "wechat"] as const;
export type ClickChannel = (typeof CLICK_CHANNELS)[number];

const OF_REFERRERS: Readonly<Record<ClickMarks["referrer"], ClickChannel>> = {
  none: "direct",
  social: "social",
  other: "website",
  wechat: "wechat",
};

/** The channel of a click by its marks. Of a click without marks it is not known. */
export function clickChannelOf(marks: Pick<ClickMarks, "referrer"> | null): ClickChannel {
  return marks === null ? "unknown" : OF_REFERRERS[marks.referrer];
}
