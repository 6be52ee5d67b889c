/** Whether somebody earned an order and no rule paid for it: as when it came before the program had any. */
import type { Decision } from "./decision.ts";

export function isWithoutRule({ attribution, commissions, levels }: Decision): boolean {
  return (
    attribution.credits.length > 0 &&
    commissions.length === 0 &&
    levels.some(({ outcome }) => outcome === "no_rule")
  );
}
