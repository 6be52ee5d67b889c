/** Campaigns: made once per id, with a time and perhaps a budget that their commissions never exceed. */
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { newestDates } from "../../domain/commission/campaign.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  campaignParams,
  campaignPatchSchema,
  campaignSchema,
  newCampaignSchema,
  presentCampaign,
} from "./campaign.shapes.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";
import {
  type Campaign,
  findCampaign,
  insertCampaign,
  listCampaigns,
  updateCampaign,
} from "../configuration/campaigns.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { changeQuery } from "../programs/future-versions.shapes.ts";
import { refuseBehindFuture } from "../programs/future-versions.ts";
import { budgetBook, readBudgets } from "./campaign-budgets.ts";
import { requestHash } from "../access/attempts.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/campaigns";

const createCampaign = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createCampaign",
  tag: "Campaigns",
  summary: "Make a campaign; with a budget, its commissions together never exceed it",
  description:
    "It counts for orders that occur once it is made. To those that occurred before, its id is a label for rules alone, " +
    "without dates and budget, also where `startsAt` lies before them.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(newCampaignSchema) },
  responses: {
    200: json(campaignSchema, "It was made before"),
    201: json(campaignSchema, "Made"),
  },
});

const readCampaigns = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listCampaigns",
  tag: "Campaigns",
  summary: "List campaigns by id",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(campaignSchema), "A page of campaigns") },
});

const readCampaign = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readCampaign",
  tag: "Campaigns",
  summary: "Read a campaign with what its budget has left",
  access: ["operator", "key:read", "key:manage"],
  request: { params: campaignParams },
  responses: { 200: json(campaignSchema, "The campaign") },
});

const changeCampaign = defineRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changeCampaign",
  tag: "Campaigns",
  summary: "Change name, time or budget; null lifts the budget's bound",
  description:
    "New dates count for orders that occur after the change. An order belongs to the campaign by the dates that were " +
    "in force at its own `occurredAt`, whenever it is received. Refused with " +
    "`too_many_versions` when the dates were changed too often in 400 days.",
  access: ["operator", "key:manage"],
  request: { params: campaignParams, query: changeQuery, body: body(campaignPatchSchema) },
  responses: { 200: json(campaignSchema, "The campaign") },
});

export function registerCampaigns(app: ApiApp): void {
  registerMaking(app);
  registerReading(app);
}

function registerMaking(app: ApiApp): void {
  app.openapi(createCampaign, async (c) => {
    const { program } = requireProgram(c);
    const { id, name, startsAt, endsAt, budget = null } = c.req.valid("json");
    const outcome = await insertCampaign(
      c.env.CONFIG,
      {
        program: program.number,
        id,
        name,
        startsAtMs: startsAt,
        endsAtMs: endsAt,
        firstBudget: budget,
        requestHash: requestHash(c),
        createdAtMs: Date.now(),
        audit: c.get("audit"),
      },
      LIMITS.campaignsPerProgram,
    );
    if (outcome === "conflict") throw new ApiProblem("idempotency_conflict");
    if (outcome === "too_many") throw new ApiProblem("too_many_campaigns");
    await untilItCounts();
    const shown = await showOne(c.env, program, id);
    return outcome === "created" ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(changeCampaign, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { budget, startsAt, endsAt, name } = c.req.valid("json");
    const known = await findCampaign(c.env.CONFIG, program.number, id);
    if (known === null) throw new ApiProblem("unknown_campaign");
    const nowMs = Date.now();
    const isDated = refuseDates(known, { startsAtMs: startsAt, endsAtMs: endsAt });
    if (isDated) refuseBehindFuture(known.dates.at(-1), nowMs, c.req.valid("query").mayWait);
    if (budget !== undefined) await refuseBudget(c.env, program, known, budget);
    const change = withoutAbsent({ name, startsAtMs: startsAt, endsAtMs: endsAt });
    const isStored =
      Object.keys(change).length === 0 ||
      (await updateCampaign(c.env.CONFIG, program.number, known, change, nowMs));
    if (!isStored) throw new ApiProblem("concurrent_change");
    await untilItCounts();
    // Last, as the book's word is final: what was spent since may refuse it alone, and a repeat finds the dates as told.
    if (budget !== undefined) await setBudget(c.env, program, known, budget);
    return c.json(await showOne(c.env, program, id), 200);
  });
}

function registerReading(app: ApiApp): void {
  app.openapi(readCampaigns, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("campaigns", cursor, [""]) ?? [""];
    const campaigns = await listCampaigns(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(campaigns, limit, (last) => encodeCursor("campaigns", [last.id]));
    return c.json({ ...page, data: await show(c.env, program, page.data) }, 200);
  });
  app.openapi(readCampaign, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await showOne(c.env, program, c.req.valid("param").id), 200);
  });
}

/**
 * Whether the dates change.
 *
 * @throws ApiProblem `invalid_body` (422) when it would end before it starts, `too_many_versions` (409).
 */
function refuseDates(
  known: Campaign,
  change: { startsAtMs: number | undefined; endsAtMs: number | undefined },
): boolean {
  const present = newestDates(known);
  const { startsAtMs = present.startsAtMs, endsAtMs = present.endsAtMs } = change;
  if (startsAtMs >= endsAtMs) {
    const errors = [{ path: "endsAt", message: "expected a time after startsAt" }];
    throw new ApiProblem("invalid_body", { errors });
  }
  const isSame = startsAtMs === present.startsAtMs && endsAtMs === present.endsAtMs;
  if (isSame || known.dates.length < LIMITS.datesPerCampaign) return !isSame;
  throw new ApiProblem("too_many_versions", {
    detail: `the dates of the last 400 days are ${known.dates.length} versions; one more was not added`,
  });
}

/** @throws ApiProblem `budget_below_spent` (422) when more is reserved and spent already. */
async function refuseBudget(
  env: Env,
  program: ProgramConfig,
  known: Campaign,
  budget: Campaign["firstBudget"],
): Promise<void> {
  const present = (await readBudgets(env, program, [known])).get(known.id);
  const isBelow = budget !== null && present !== undefined && budget < present.reserved + present.spent;
  if (isBelow) throw new ApiProblem("budget_below_spent");
}

/** @throws ApiProblem `budget_below_spent` (422) when more is reserved and spent. */
async function setBudget(
  env: Env,
  program: ProgramConfig,
  { id, firstBudget }: Campaign,
  budget: Campaign["firstBudget"],
): Promise<void> {
  const outcome = await callObject(
    async () =>
      await objectNamed(env.ACCOUNT_BOOK, budgetBook(program, id)).setBudget(id, firstBudget, budget),
  );
  if (outcome === "below_spent") throw new ApiProblem("budget_below_spent");
}

/** @throws ApiProblem `unknown_campaign` (404). */
async function showOne(env: Env, program: ProgramConfig, id: string) {
  const campaign = await findCampaign(env.CONFIG, program.number, id);
  const [shown] = campaign === null ? [] : await show(env, program, [campaign]);
  if (shown === undefined) throw new ApiProblem("unknown_campaign");
  return shown;
}

/** With what each book knows of the budgets that it keeps. */
async function show(env: Env, program: ProgramConfig, campaigns: readonly Campaign[]) {
  const budgets = await readBudgets(env, program, campaigns);
  return campaigns.flatMap((campaign) => {
    const budget = budgets.get(campaign.id);
    return budget === undefined ? [] : [presentCampaign(campaign, budget)];
  });
}
