/**
 * How heavy orders are, by the lines of their commissions, and the parts of a batch that fit one call of an object. It takes
 * all of a call in one transaction, in which nobody else is answered.
 */
import type { RuleSet } from "../../domain/commission/rule.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Order } from "../../domain/order/order.ts";
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";

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

/** Lines and touches of one call: some ten milliseconds. A batch of five hundred orders of an item each is one call. */
const PARTS_PER_CALL = 4_000;

/** Splits proposals, in sequence; one that is larger than a call's share goes alone. */
export function callParts<Entry>(
  entries: readonly Entry[],
  proposalOf: (entry: Entry) => ProposedOrder,
): Entry[][] {
  const calls: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const weight = weightOf(proposalOf(entry));
    const open = calls.at(-1);
    if (open === undefined || weight > room) {
      calls.push([entry]);
      room = PARTS_PER_CALL - weight;
    } else {
      open.push(entry);
      room -= weight;
    }
  }
  return calls;
}

function weightOf({ decision, order }: ProposedOrder): number {
  return 1 + linesOf(decision.commissions) + decision.attribution.touches.length + (order.items?.length ?? 0);
}
