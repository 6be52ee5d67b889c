/** A promoter of a program by its number. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PromoterView } from "../../domain/referral/promoter.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";

/** @throws ApiProblem `unknown_promoter` (404) when the program has none of this number. */
export async function findPromoter(
  env: Env,
  program: ProgramConfig,
  ref: PromoterRef,
): Promise<PromoterView> {
  const view = await callObject(async () => await treeOf(env, program).promoter(ref));
  if (view === null) throw new ApiProblem("unknown_promoter");
  return view;
}
