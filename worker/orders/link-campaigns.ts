/** The campaigns of share links: read where campaigns matter alone, and anew for each delivery, since they may change. */
import type { CampaignContext } from "../../domain/commission/campaign.ts";
import { campaignsOfLinks } from "../links/link-campaigns.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";

/** Campaigns by link; a link that never had one is absent. */
export async function linkCampaigns(
  env: Env,
  program: ProgramConfig,
  links: readonly number[],
): Promise<CampaignContext["ofLinks"]> {
  if (links.length === 0 || !usesCampaigns(program)) return new Map();
  return await campaignsOfLinks(env.LINKS, program.id, [...new Set(links)], Date.now());
}

function usesCampaigns(program: ProgramConfig): boolean {
  if (program.campaigns.size > 0) return true;
  return program.rules.some(({ value }) => value.rules.some((rule) => rule.scope.campaignId !== undefined));
}
