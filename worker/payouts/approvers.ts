/** Names of those who approved payouts first, for whoever may be the second. */
import type { PayoutView } from "../../domain/payout/payout.ts";
import { namesForCaller } from "../access/people/actors.ts";
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import type { ActorNames } from "../http/audit/actor.shapes.ts";

export async function approvers(c: ApiContext, payouts: readonly PayoutView[]): Promise<ActorNames> {
  const { program } = requireProgram(c);
  const actors = payouts.map(({ firstApproval }) => firstApproval?.by);
  return await namesForCaller(c, program, actors);
}
