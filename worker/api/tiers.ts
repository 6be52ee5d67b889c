/** Tiers of promoters: set whole, as versions; each promoter's sales, tier and how it came to it. */
import { createRoute, z } from "@hono/zod-openapi";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { monthOf } from "../../domain/program/month.ts";
import { DEFAULT_TIER_PLAN, type TierPlan } from "../../domain/referral/tiers.ts";
import {
  presentSales,
  presentTierChange,
  presentTiers,
  salesSchema,
  tierChangeSchema,
  tierPlanSchema,
  tierVersionSchema,
} from "../contracts/tiers.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { readVersion, type VersionQuery } from "../db/programs.ts";
import { newestTiers } from "../intake/gather-sales.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames, bookOf } from "../platform/objects.ts";
import { ApiProblem } from "../platform/problem.ts";
import { type ApiApp, requireProgram } from "./api-env.ts";
import { cutPage, decodeCursor, encodeCursor, pageOf, pageQuery } from "./page.ts";
import { reviseProgram } from "./program-patch.ts";
import { versionAsked, versionQuery } from "./programs.ts";
import { presentSalesOf } from "./promoter-tiers.ts";
import { findPromoter } from "./promoters.ts";
import { BEARER, body, json, programParams, promoterParams, REFUSALS, REPLAY } from "./route-parts.ts";

const PATH = "/v1/programs/{program}/tiers";

const setTiers = createRoute({
  method: "put",
  path: PATH,
  summary: "Set the tiers; promoters rise at once, and fall at a monthly review when so set",
  security: BEARER,
  request: { params: programParams, body: body(tierPlanSchema) },
  responses: { 200: json(tierVersionSchema, "The tiers in force"), ...REFUSALS },
});

const readTiers = createRoute({
  method: "get",
  path: PATH,
  summary: "Read the tiers, also as of a time or by version; version 0 are the defaults",
  security: BEARER,
  request: { params: programParams, query: versionQuery },
  responses: { 200: json(tierVersionSchema, "The tiers"), ...REFUSALS },
});

const readSales = createRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/sales",
  summary: "A promoter's own sales, refunds deducted: ever, and in a month of the program's time zone",
  security: BEARER,
  request: {
    params: promoterParams,
    query: z.object({
      month: z
        .string()
        .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
        .optional(),
    }),
  },
  responses: { 200: json(salesSchema, "The sales and the present tier"), ...REFUSALS },
});

const readHistory = createRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/tier-history",
  summary: "The tiers a promoter had, newest first",
  security: BEARER,
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(tierChangeSchema), "A page of changes"), ...REFUSALS },
});

export function registerTiers(app: ApiApp): void {
  app.openapi(setTiers, async (c) => {
    const { program } = requireProgram(c);
    const wanted: TierPlan = c.req.valid("json");
    let repeated = false;
    const revised = await reviseProgram(c.env, program, (present) => {
      const newest = present.tiers.at(-1);
      repeated = newest !== undefined && newest.version !== 0 && isSame(newest.value, wanted);
      return repeated ? undefined : { tiers: wanted };
    });
    await tellBooks(c.env, revised);
    return c.json(await showTiers(c.env, revised, { kind: "newest" }), 200, repeated ? REPLAY : {});
  });
  app.openapi(readTiers, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await showTiers(c.env, program, versionAsked(c.req.valid("query"))), 200);
  });
  app.openapi(readSales, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    await findPromoter(c.env, program, id);
    const month = c.req.valid("query").month ?? monthOf(Date.now(), program.timezone);
    const [sales] = await presentSalesOf(c.env, program, [id], month);
    if (sales === undefined) throw new ApiProblem("unknown_promoter");
    return c.json(presentSales(id, month, sales), 200);
  });
  app.openapi(readHistory, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const before = decodeCursor("tier-history", cursor, [0])?.[0] ?? null;
    await findPromoter(c.env, program, id);
    const changes = await callObject(
      async () => await bookOf(c.env, program, id).tierHistory(id, before, limit + 1),
    );
    const page = cutPage(changes, limit, (last) => encodeCursor("tier-history", [last.change]));
    return c.json({ ...page, data: page.data.map(presentTierChange) }, 200);
  });
}

function isSame(a: TierPlan, b: TierPlan): boolean {
  const told = ({ tiers, review }: TierPlan) =>
    canonicalJson({ review, tiers: tiers.map((tier) => ({ ...tier })) });
  return told(a) === told(b);
}

/** Every book hears of it now; one that cannot be reached learns of it with the next order. */
async function tellBooks(env: Env, program: ProgramConfig): Promise<void> {
  const plan = newestTiers(program);
  await Promise.all(
    allNames(program).map(async (name) => {
      await callObject(async () => {
        await env.ACCOUNT_BOOK.getByName(name).learnTiers(plan);
      });
    }),
  );
}

/** @throws ApiProblem `unknown_version` for a number that was never given. */
async function showTiers(env: Env, program: ProgramConfig, query: VersionQuery) {
  const stored = await readVersion(env.CONFIG, "tiers", program.number, query);
  if (stored !== null) {
    return presentTiers(stored.version, stored.effectiveFromMs, JSON.parse(stored.value) as TierPlan);
  }
  if (query.kind === "number" && query.version !== 0) throw new ApiProblem("unknown_version");
  return presentTiers(0, 0, DEFAULT_TIER_PLAN);
}
