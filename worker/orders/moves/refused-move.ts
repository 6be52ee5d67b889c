/** Why an order cannot be released by hand: told of the order as it stands, in an order's own words. */
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { instantOf } from "../../http/instants.ts";
import { ApiProblem } from "../../http/problem.ts";

export function refusedRelease(view: OrderView): ApiProblem {
  return new ApiProblem("invalid_transition", { detail: `the order cannot be released: ${reasonOf(view)}` });
}

function reasonOf(view: OrderView): string {
  if (view.releasedAtMs !== null) return `it was released at ${instantOf(view.releasedAtMs)}`;
  if (view.openDisputes > 0) return "a dispute is open, and is won or lost first";
  if (view.underReview) return "it is under review, and is cleared first";
  if (view.decision.risk.verdict === "block") return "it was blocked, and nothing of it is paid";
  return "everything was taken back";
}
