/** Whose credit a click took: that of another promoter, whose touch was live when the click came. */
import type { Attribution, JudgedTouch } from "../attribution/attribution.ts";

/** The promoters of these touches could have been credited. */
const LIVE = new Set(["counted", "superseded"]);

/** The newest such touch; undefined where the click took nobody's credit. */
export function displacedTouch(
  { touches }: Pick<Attribution, "touches">,
  taking: Pick<JudgedTouch, "promoter" | "occurredAtMs">,
): JudgedTouch | undefined {
  return touches.findLast(
    (touch) =>
      touch.promoter !== taking.promoter &&
      touch.occurredAtMs < taking.occurredAtMs &&
      LIVE.has(touch.verdict),
  );
}
