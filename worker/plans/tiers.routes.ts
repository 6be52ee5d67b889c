/** Tiers of promoters: set whole, as versions; each promoter's sales, tier and how it came to it. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { DEFAULT_TIER_PLAN, type TierPlan } from "../../domain/referral/tiers.ts";
import { presentTiers, tierPlanSchema, tierVersionSchema } from "./tiers.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readVersion, type VersionQuery } from "../programs/programs.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { presentSetBy } from "../http/audit/actor.shapes.ts";
import { namesForCaller } from "../access/people/actors.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { changeQuery } from "../programs/future-versions.shapes.ts";
import { reviseProgram } from "../programs/program-patch.ts";
import { newestTiers } from "../configuration/as-of.ts";
import { versionAsked, versionQuery } from "../programs/version-query.shapes.ts";
import { programParams } from "../http/common.shapes.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";
const PATH = "/v1/programs/{program}/tiers";

const setTiers = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setTiers",
  tag: "Tiers",
  summary: "Set the tiers; promoters rise at once, and fall at a monthly review when so set",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, query: changeQuery, body: body(tierPlanSchema) },
  responses: { 200: json(tierVersionSchema, "The tiers in force") },
});

const readTiers = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readTiers",
  tag: "Tiers",
  summary: "Read the tiers, also as of a time or by version; version 0 are the defaults",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: programParams, query: versionQuery },
  responses: { 200: json(tierVersionSchema, "The tiers") },
});

export function registerTiers(app: ApiApp): void {
  app.openapi(setTiers, async (c) => {
    const { program } = requireProgram(c);
    const wanted: TierPlan = c.req.valid("json");
    let repeated = false;
    const revise = (present: ProgramConfig) => {
      const newest = present.tiers.at(-1);
      repeated = newest !== undefined && newest.version !== 0 && isSame(newest.value, wanted);
      return repeated ? undefined : { tiers: wanted };
    };
    const revised = await reviseProgram(c.env, program, revise, {
      mayWait: c.req.valid("query").mayWait,
      audit: c.get("audit"),
    });
    await tellBooks(c.env, revised);
    return c.json(await showTiers(c, revised, { kind: "newest" }), 200, repeated ? REPLAY : {});
  });
  app.openapi(readTiers, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await showTiers(c, program, versionAsked(c.req.valid("query"))), 200);
  });
}

function isSame(a: TierPlan, b: TierPlan): boolean {
  const canonical = ({ tiers, review }: TierPlan) =>
    canonicalJson({ review, tiers: tiers.map((tier) => ({ ...tier })) });
  return canonical(a) === canonical(b);
}

/** Every book hears of it now; one that cannot be reached learns of it with the next order. */
async function tellBooks(env: Env, program: ProgramConfig): Promise<void> {
  const plan = newestTiers(program);
  await Promise.all(
    (await existingNames(env, program, "book")).map(async (name) => {
      await callObject(async () => {
        await objectNamed(env.ACCOUNT_BOOK, name).learnTiers(plan);
      });
    }),
  );
}

/** @throws ApiProblem `unknown_version` for a number that was never given. */
async function showTiers(c: ApiContext, program: ProgramConfig, query: VersionQuery) {
  const stored = await readVersion(c.env.CONFIG, "tiers", program.number, query);
  if (stored !== null) {
    // Promoters read the tiers too, and not who sets them.
    const actor = c.get("principal").kind === "promoter" ? null : stored.setBy;
    const setBy = presentSetBy(actor, await namesForCaller(c, program, [actor]));
    return presentTiers(stored, JSON.parse(stored.value) as TierPlan, setBy);
  }
  if (query.kind === "number" && query.version !== 0) throw new ApiProblem("unknown_version");
  return presentTiers({ version: 0, effectiveFromMs: 0 }, DEFAULT_TIER_PLAN, null);
}
