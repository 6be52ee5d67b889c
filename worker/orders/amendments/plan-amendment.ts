/** Plans orders that are worth something else: by the rules that they were decided by, wherever these are. */
import { type Amending, amend, withAmendment } from "../../../domain/commission/amend.ts";
import type { Amendment } from "../../../domain/commission/amendment.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { decidedCampaign } from "../decided-campaign.ts";
import { decidedRules } from "./decided-rules.ts";

export async function planAmendment(
  env: Pick<Env, "CONFIG">,
  program: ProgramConfig,
  order: Order,
  decision: Decision,
  amending: Amending,
): Promise<Amendment> {
  const rules = await decidedRules(env, program, order, decision, Date.now());
  const campaign = decidedCampaign(program, order, decision);
  const hasBudget = campaign !== undefined && campaign.firstBudget !== null;
  return amend(order, decision, amending, rules, hasBudget);
}

/** The decision of an order that was amended before it was decided, with its plan for that. */
export async function withPlan(
  env: Pick<Env, "CONFIG">,
  program: ProgramConfig,
  order: Order,
  decision: Decision,
  amending: Amending | undefined,
): Promise<Decision> {
  if (amending === undefined || decision.attribution.credits.length === 0) return decision;
  return withAmendment(decision, await planAmendment(env, program, order, decision, amending), new Set());
}
