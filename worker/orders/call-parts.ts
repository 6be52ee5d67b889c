/** Parts of a batch of proposals that fit one call of an object: a call may carry 32 MiB both ways. */
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";

/** Lines and touches of one call. Each weighs under 1 KB, and comes back once more with the answer. */
const PARTS_PER_CALL = 12_000;

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
  const lines = decision.commissions.reduce((sum, commission) => sum + commission.lines.length, 0);
  return 1 + lines + decision.attribution.touches.length + (order.items?.length ?? 0);
}
