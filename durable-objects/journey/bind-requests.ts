/** Binds customers by calls, each alone and in sequence: one statement for all where they are alike. */
import { invariant } from "../../domain/kernel/invariant.ts";
import { bindingView } from "./customer-bindings.ts";
import type { BindRequest, BindResult } from "./journey-calls.ts";
import type { JourneyParts } from "./journey-work.ts";

/** Run it inside a transaction. */
export function bindAll(
  { customers, bindings, joins }: Pick<JourneyParts, "customers" | "bindings" | "joins">,
  requests: readonly BindRequest[],
): BindResult[] {
  const nowMs = Date.now();
  const bidding = requests.filter(({ policy }) => policy.mode !== "none");
  const rows = customers.ensureCustomers(bidding.map(({ customerId }) => customerId));
  const bids = bidding.map(({ customerId, promoter, policy }) => {
    const customerRow = rows.get(customerId);
    invariant(customerRow !== undefined, "a customer who is bid for is there");
    return { customerRow, bid: { promoter, effectiveAtMs: nowMs, orderId: null, policy } };
  });
  const judged = bindings.bidAll(bids, nowMs).values();
  return requests.map((request): BindResult => {
    const { customerId, policy } = request;
    if (policy.mode === "none") return { kind: "refused", reason: "binding_off" };
    const { value } = judged.next();
    invariant(value?.span !== undefined, "a bid leaves a binding behind");
    const binding = bindingView(customerId, value.timeline, value.span);
    if (value.outcome === "refused") return { kind: "refused", reason: "already_bound", binding };
    if (request.joins !== undefined) joins.ask(binding, request.joins, nowMs);
    return { kind: "bound", created: value.outcome === "binds", binding };
  });
}
