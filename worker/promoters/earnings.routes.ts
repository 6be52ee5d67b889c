/** What a promoter can earn by: rates, and campaigns that run or are to come. Of those for other tiers it learns nothing. */
import { campaignConcerns, levelsConcerning } from "../../domain/commission/concerning.ts";
import { newestDates } from "../../domain/commission/campaign.ts";
import { versionAt } from "../../domain/program/versions.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readableRules, type WireRule } from "../configuration/rules.shapes.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { instantOf, parseInstantMs } from "../http/instants.ts";
import { listOf } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { json } from "../http/route-parts.ts";
import { readVersion } from "../programs/programs.tables.ts";
import { ownCampaignSchema, presentOwnCampaign, ratesSchema } from "./earnings.shapes.ts";
import { findPromoter } from "./find-promoter.ts";
import { presentTierOf } from "./promoter-tiers.ts";

const PATH = "/v1/programs/{program}/promoters/{id}";

const readRates = defineRoute({
  method: "get",
  path: `${PATH}/rates`,
  operationId: "readPromoterRates",
  tag: "Promoters",
  summary: "What a promoter is paid by at its present tier, for its own orders and for those of its team",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(ratesSchema, "The rates") },
});

const readCampaigns = defineRoute({
  method: "get",
  path: `${PATH}/campaigns`,
  operationId: "listPromoterCampaigns",
  tag: "Promoters",
  summary: "Campaigns that run or are to come, but for those of other tiers; soonest end first",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(listOf(ownCampaignSchema), "The campaigns") },
});

export function registerEarnings(app: ApiApp): void {
  app.openapi(readRates, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const nowMs = Date.now();
    const [tier, { version, effectiveFromMs, rules }] = await Promise.all([
      presentTierOf(c.env, program, ref),
      rulesNow(c.env, program, nowMs),
    ]);
    const settings = versionAt(program.wireSettings, nowMs) ?? program.wireSettings[0];
    if (settings === undefined) throw new ApiProblem("unavailable");
    const { commission, settlement: whole } = settings.value;
    const { payoutApprovals: _, ...settlement } = whole;
    const concerning = rules.flatMap((rule) => {
      const levels = levelsConcerning(rule, tier, commission.maxLevels);
      return levels.length === 0 || isOver(rule, nowMs) ? [] : [{ ...rule, levels }];
    });
    const { maxLevels, capBps } = commission;
    const effectiveFrom = instantOf(effectiveFromMs);
    return c.json({ tier, version, effectiveFrom, maxLevels, capBps, settlement, rules: concerning }, 200);
  });
  app.openapi(readCampaigns, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const nowMs = Date.now();
    const [tier, { rules }] = await Promise.all([
      presentTierOf(c.env, program, ref),
      rulesNow(c.env, program, nowMs),
    ]);
    const concerning = [...program.campaigns.values()]
      .filter((campaign) => newestDates(campaign).endsAtMs > nowMs)
      .filter(({ id }) => campaignConcerns(id, rules, tier))
      .toSorted((one, other) => newestDates(one).endsAtMs - newestDates(other).endsAtMs);
    return c.json({ data: concerning.map(presentOwnCampaign) }, 200);
  });
}

function isOver({ validTo }: WireRule, nowMs: number): boolean {
  return validTo !== undefined && (parseInstantMs(validTo) ?? Infinity) <= nowMs;
}

async function rulesNow(env: Env, program: ProgramConfig, nowMs: number) {
  const stored = await readVersion(env.CONFIG, "rules", program.number, { kind: "at", atMs: nowMs });
  if (stored === null) return { version: 0, effectiveFromMs: 0, rules: [] };
  const { version, effectiveFromMs, value } = stored;
  return { version, effectiveFromMs, rules: readableRules(value) };
}
