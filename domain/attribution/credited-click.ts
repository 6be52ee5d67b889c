/** The click that an order rests on most. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { Attribution, JudgedTouch } from "./attribution.ts";

/** The promoter with the greatest credit, of equal ones the first; undefined without any. */
export function leadingPromoter({ credits }: Pick<Attribution, "credits">): PromoterRef | undefined {
  const most = Math.max(...credits.map(({ weightBps }) => weightBps));
  return credits.find(({ weightBps }) => weightBps === most)?.promoter;
}

/** The newest touch of that promoter that counted; undefined where touches did not decide. Touches are sorted by time. */
export function creditedClick(attribution: Attribution): JudgedTouch | undefined {
  if (attribution.basis !== "touch") return undefined;
  const leader = leadingPromoter(attribution);
  return attribution.touches.findLast((touch) => touch.promoter === leader && touch.verdict === "counted");
}
