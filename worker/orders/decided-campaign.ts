/** The campaign whose budget an order asks. A name is taken for a label only where it is certain that no campaign has it. */
import { campaignMadeBy } from "../../domain/commission/campaign.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { Campaign } from "../configuration/campaigns.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem } from "../http/problem.ts";

/**
 * @returns undefined when the order belongs to none, or its name is a label for rules alone.
 * @throws ApiProblem `unavailable` (503) for a name that is not known, while the configuration may have changed since it
 * was read. A campaign that was made meanwhile has a budget.
 */
export function decidedCampaign(
  program: Pick<ProgramConfig, "campaigns" | "isChecked">,
  { occurredAtMs }: Order,
  { campaignId }: Decision,
): Campaign | undefined {
  if (campaignId !== undefined && !program.isChecked && !program.campaigns.has(campaignId))
    throw new ApiProblem("unavailable", { detail: "the campaigns of the program cannot be read" });
  return campaignMadeBy(program.campaigns, campaignId, occurredAtMs);
}
