/**
 * Parts of a batch of proposals that fit one call of an object: it takes all of a call in one transaction, in which nobody
 * else is answered.
 */
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";
import { linesOf } from "./lines-at-once.ts";

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
