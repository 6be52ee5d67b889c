/** The campaigns of share links, remembered for a short while: an order asks for them only where campaigns matter. */
import { campaignsOfLinks } from "../db/links.ts";
import type { ProgramConfig } from "../db/program-config.ts";

/** Links that one isolate remembers. */
const REMEMBERED = 10_000;
const FRESH_MS = 30_000;

interface Known {
  readonly campaignId: string | null;
  readonly untilMs: number;
}

const known = new Map<string, Known>();

/** Campaigns by link; a link without one is absent. Nothing is read for a program to which campaigns mean nothing. */
export async function linkCampaigns(
  env: Env,
  program: ProgramConfig,
  links: Iterable<number>,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  if (!usesCampaigns(program)) return found;
  const nowMs = Date.now();
  const missing = new Set<number>();
  for (const link of links) {
    const cached = known.get(`${program.id}/${link}`);
    if (cached === undefined || cached.untilMs <= nowMs) missing.add(link);
    else if (cached.campaignId !== null) found.set(link, cached.campaignId);
  }
  if (missing.size === 0) return found;
  const campaigns = await campaignsOfLinks(env.LINKS, program.id, [...missing]);
  for (const link of missing) {
    const campaignId = campaigns.get(link) ?? null;
    if (campaignId !== null) found.set(link, campaignId);
    remember(`${program.id}/${link}`, { campaignId, untilMs: nowMs + FRESH_MS });
  }
  return found;
}

function usesCampaigns(program: ProgramConfig): boolean {
  if (program.campaigns.size > 0) return true;
  return program.rules.some(({ value }) => value.rules.some((rule) => rule.scope.campaignId !== undefined));
}

function remember(key: string, value: Known): void {
  known.delete(key);
  known.set(key, value);
  if (known.size <= REMEMBERED) return;
  const oldest = known.keys().next();
  if (oldest.done !== true) known.delete(oldest.value);
}
