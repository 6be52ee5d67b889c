/** The touches that an order's credits rest on. */
import type { JudgedTouch } from "../../attribution/attribution.ts";
import type { SuspectOrder } from "./rule.ts";

/** The newest touch of each credited promoter that counted, the newest first; none where touches did not decide. */
export function creditedTouches({ attribution }: Pick<SuspectOrder, "attribution">): JudgedTouch[] {
  const { basis, credits, touches } = attribution;
  if (basis !== "touch") return [];
  return credits
    .flatMap(({ promoter }) => {
      const last = touches.findLast((touch) => touch.promoter === promoter && touch.verdict === "counted");
      return last === undefined ? [] : [last];
    })
    .toSorted((a, b) => b.occurredAtMs - a.occurredAtMs);
}
