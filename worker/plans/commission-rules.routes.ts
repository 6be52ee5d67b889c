/** Commission rules: set whole, as versions that count for orders that occur after them. */
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { refusalOfRules } from "../programs/rule-checks.ts";
import {
  ruleSetOf,
  rulesBodySchema,
  ruleVersionSchema,
  type WireRule,
} from "../configuration/rules.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readVersion, type VersionQuery } from "../programs/programs.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { presentSetBy } from "../http/audit/actor.shapes.ts";
import { namesForCaller } from "../access/people/actors.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { changeQuery } from "../programs/future-versions.shapes.ts";
import { newestSettings, reviseProgram } from "../programs/program-patch.ts";
import { versionAsked, versionQuery } from "../programs/version-query.shapes.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/commission-rules";

const setRules = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setCommissionRules",
  tag: "Commission rules",
  summary: "Set the rules; they count for orders that occur from now on, the first from the beginning",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, query: changeQuery, body: body(rulesBodySchema) },
  responses: { 200: json(ruleVersionSchema, "The rules in force") },
});

const readRules = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readCommissionRules",
  tag: "Commission rules",
  summary: "Read the rules, also as of a time or by version; version 0 has none",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: versionQuery },
  responses: { 200: json(ruleVersionSchema, "The rules") },
});

export function registerCommissionRules(app: ApiApp): void {
  app.openapi(setRules, async (c) => {
    const { program } = requireProgram(c);
    const { rules } = c.req.valid("json");
    let repeated = false;
    const revise = (present: ProgramConfig) => {
      const refusal = refusalOfRules(rules, newestSettings(present).commission);
      if (refusal !== undefined) throw new ApiProblem(refusal.code, { errors: [refusal.fault] });
      repeated = isInForce(present, rules);
      return repeated ? undefined : { rules };
    };
    const revised = await reviseProgram(c.env, program, revise, {
      mayWait: c.req.valid("query").mayWait,
      audit: c.get("audit"),
    });
    return c.json(await showRules(c, revised, { kind: "newest" }), 200, repeated ? REPLAY : {});
  });
  app.openapi(readRules, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await showRules(c, program, versionAsked(c.req.valid("query"))), 200);
  });
}

/** Rules that were set before in the same words: a repeat, which makes no version. */
function isInForce(program: ProgramConfig, rules: readonly WireRule[]): boolean {
  const newest = program.rules.at(-1);
  if (newest === undefined || newest.version === 0) return false;
  return comparable(newest.value.rules) === comparable(ruleSetOf(newest.version, rules).rules);
}

function comparable(rules: readonly object[]): string {
  return canonicalJson(rules.map((rule) => ({ ...rule })));
}

/** @throws ApiProblem `unknown_version` for a number that was never given. */
async function showRules(c: ApiContext, program: ProgramConfig, query: VersionQuery) {
  const stored = await readVersion(c.env.CONFIG, "rules", program.number, query);
  if (stored !== null) {
    const { rules } = JSON.parse(stored.value) as { rules: WireRule[] };
    const setBy = presentSetBy(stored.setBy, await namesForCaller(c, program, [stored.setBy]));
    return { version: stored.version, effectiveFrom: instantOf(stored.effectiveFromMs), setBy, rules };
  }
  if (query.kind === "number" && query.version !== 0) throw new ApiProblem("unknown_version");
  return { version: 0, effectiveFrom: instantOf(0), setBy: null, rules: [] };
}
