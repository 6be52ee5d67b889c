/** Refusals of payouts that say how things stand: what could be requested, or in which state a payout is. */
import { PAYOUT_MOVES, type PayoutMove } from "../../domain/payout/transitions.ts";
import type { PayoutPolicy } from "../../domain/payout/policy.ts";
import type {
  PayoutMoveResult,
  PayoutResult,
} from "../../durable-objects/account-book/payouts/payout-desk.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";

type RefusedRequest = Extract<PayoutResult, { kind: "refused" }>;
type RefusedMove = Extract<PayoutMoveResult, { kind: "refused" }>;

export function refusedRequest(
  { reason, outlook }: RefusedRequest,
  { amount, policy }: { readonly amount: number; readonly policy: PayoutPolicy },
): ApiProblem {
  if (outlook === undefined) return new ApiProblem(reason);
  const { next, openPayoutId } = outlook;
  const extra = {
    requestable: outlook.amount,
    nextRequestableAt: next === null ? null : instantOf(next.atMs),
    nextRequestable: next?.amount ?? null,
  };
  if (reason === "payout_open") {
    return new ApiProblem(reason, { detail: `${openPayoutId ?? "another payout"} is under way`, extra });
  }
  if (reason === "below_minimum") {
    const detail = `${amount} is below the smallest payout, ${policy.minPayout}`;
    return new ApiProblem(reason, { detail, extra });
  }
  const now = `${outlook.amount} can be requested now`;
  const later = next === null ? "" : `, and ${next.amount} from ${instantOf(next.atMs)} on`;
  return new ApiProblem(reason, { detail: now + later, extra });
}

export function refusedMove({ reason, payout }: RefusedMove, move: PayoutMove): ApiProblem {
  if (reason !== "invalid_transition" || payout === undefined) return new ApiProblem(reason);
  const { from, to } = PAYOUT_MOVES[move];
  const detail = `the payout is \`${payout.state}\`; only one that is \`${from}\` becomes \`${to}\``;
  return new ApiProblem(reason, { detail });
}
