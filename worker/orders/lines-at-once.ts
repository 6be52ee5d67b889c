/** How heavy orders are: by the lines of their commissions. Work on many lets others in after so many lines. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import type { Order } from "../../domain/order/order.ts";

/** Lines decided, shown or written between two turns of others: some milliseconds. */
export const LINES_AT_ONCE = 3_000;
/** Rules that are looked at in the time that a line takes. */
const RULES_PER_LINE = 50;

/** Lines of commissions that were planned. */
export function linesOf(commissions: readonly { readonly lines: readonly unknown[] }[]): number {
  return commissions.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** Lines that an order may have, at most. @param promoters who may share its credit. */
export function mostLinesOf({ items }: Pick<Order, "items">, promoters: number, { rules }: RuleSet): number {
  const sharing = Math.min(promoters, LIMITS.promotersPerOrder);
  return (items?.length ?? 1) * sharing * (LIMITS.levels + rules.length / RULES_PER_LINE);
}
