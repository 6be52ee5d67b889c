/** Which bindings of orders are provisional: the Journey hears of them when the order is released, and not before. */
import type { Decision } from "../commission/decision.ts";
import type { OrderState } from "../order/order-state.ts";
import { startsReview } from "../risk/risk.ts";
import { storedRisk } from "../risk/stored-risk.ts";

/** As it is decided: of an order under review, or of a credit that displaced another promoter's. */
export function bindsProvisionally({ risk }: Pick<Decision, "risk">): boolean {
  const found = storedRisk(risk);
  return found.isObserved !== true && (startsReview(found) || found.reasons.some(isDisplacing));
}

function isDisplacing({ code }: { readonly code: string }): boolean {
  return code === "credit_displaced";
}

/** As it stands: what was reviewed or displaced once is provisional until the release, whoever ended the review. */
export function isProvisional(
  decision: Pick<Decision, "risk">,
  { phase, wasReviewed }: Pick<OrderState, "phase" | "wasReviewed">,
): boolean {
  return phase !== "released" && (wasReviewed || bindsProvisionally(decision));
}
