/** Cases of risk: a person decides of all orders of a promoter together, and the promoter may say its say. */
import {
  holdEnd,
  refusedAppeal,
  refusedDecision,
  STATE_AFTER,
  type CaseOutcome,
} from "../../domain/risk/risk-case.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { faultsOf } from "../http/faults.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, bodyNamed, json } from "../http/route-parts.ts";
import { sendCase } from "./apply-case.ts";
import { listCases } from "./list-cases.ts";
import { caseProgram, openCasesFor } from "./open-cases.ts";
import { readStakes } from "./reviewed-orders.tables.ts";
import {
  appealSchema,
  caseNumberOf,
  caseParams,
  casesQuery,
  decisionSchema,
  holdSchema,
  presentCase,
  riskCaseSchema,
  type WireRiskCase,
} from "./risk-case.shapes.ts";
import { saySoon } from "../notifications/say-waiting.ts";
import { appealCase, closeCase, findCase, keepForPerson, type RiskCase } from "./risk-cases.tables.ts";
import { factsOf } from "./shown-cases.ts";

const PATH = "/v1/programs/{program}/risk-cases";
const READERS = ["operator", "key:read", "key:manage", "key:payouts", "promoter:own"] as const;
const APPEAL_BODY = "RiskAppeal";
const ANSWER = { 200: json(riskCaseSchema, "The case as it now stands") };

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listRiskCases",
  tag: "Risk",
  summary:
    "Promoters whose orders a person looks at, those with most at stake first; closed ones newest first",
  access: READERS,
  request: { params: programParams, query: casesQuery },
  responses: { 200: json(pageOf(riskCaseSchema), "A page of cases") },
});

const read = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readRiskCase",
  tag: "Risk",
  summary: "One case",
  access: READERS,
  request: { params: caseParams },
  responses: ANSWER,
});

const clear = decide("clear", "clearRiskCase", "Decide for the promoter: its orders go on");
const confirm = decide("confirm", "confirmRiskCase", "Decide against the promoter: its orders are reversed");

const hold = defineRoute({
  method: "post",
  path: `${PATH}/{id}/hold`,
  operationId: "holdRiskCase",
  tag: "Risk",
  summary: "Look longer: until `expiresAt` neither the case nor a review of its orders ends by itself",
  access: ["operator", "key:payouts"],
  request: { params: caseParams, body: body(holdSchema) },
  responses: ANSWER,
});

const appeal = defineRoute({
  method: "post",
  path: `${PATH}/{id}/appeal`,
  operationId: "appealRiskCase",
  tag: "Risk",
  summary: "Say something to a case, once. A confirmed one is open again, and another person decides it",
  access: ["promoter:own"],
  // Described, not validated here: to others there is no such case, whatever they send.
  request: { params: caseParams, body: bodyNamed(APPEAL_BODY) },
  responses: ANSWER,
});

function decide(outcome: CaseOutcome, operationId: string, summary: string) {
  return defineRoute({
    method: "post",
    path: `${PATH}/{id}/${outcome}`,
    operationId,
    tag: "Risk",
    summary,
    access: ["operator", "key:payouts"],
    request: { params: caseParams, body: body(decisionSchema) },
    responses: ANSWER,
  });
}

export function registerRiskCases(app: ApiApp): void {
  app.openAPIRegistry.register(APPEAL_BODY, appealSchema);
  app.openapi(list, async (c) => {
    const { program, principal } = requireProgram(c);
    const query = c.req.valid("query");
    const own = principal.kind === "promoter" ? principal.promoter : undefined;
    // What is another promoter's is nothing.
    if (own !== undefined && query.promoterId !== undefined && query.promoterId !== own)
      return c.json({ data: [], nextCursor: null }, 200);
    const asked = { ...query, promoterId: own ?? query.promoterId };
    if (query.state === undefined || query.state === "open")
      await openCasesFor(c.env, caseProgram(program, Date.now()), Date.now(), asked.promoterId);
    return c.json(await listCases(c.env, program, asked, own !== undefined), 200);
  });
  app.openapi(read, async (c) => c.json(await shown(c, await theCase(c, c.req.valid("param").id)), 200));
  app.openapi(clear, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await decided(c, id, "clear", c.req.valid("json").reason), 200);
  });
  app.openapi(confirm, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await decided(c, id, "confirm", c.req.valid("json").reason), 200);
  });
  app.openapi(hold, async (c) => {
    const found = await theCase(c, c.req.valid("param").id);
    const { reason, expiresAt } = c.req.valid("json");
    const nowMs = Date.now();
    const untilMs = heldUntil(expiresAt, found, nowMs);
    const holding = { by: c.get("audit").actor, untilMs, reason };
    if (!(await keepForPerson(c.env.CONFIG, found.number, holding, nowMs)))
      throw new ApiProblem("case_closed");
    await sendCase(c.env, { riskCase: found.number });
    return c.json(await shown(c, await theCase(c, c.req.valid("param").id)), 200);
  });
  app.openapi(appeal, async (c) => {
    const { id } = c.req.valid("param");
    const found = await theCase(c, id);
    const refusal = refusedAppeal(decidableOf(found));
    if (refusal !== null) throw new ApiProblem(refusal);
    const isFirst = await appealCase(c.env.CONFIG, found.number, textOf(c), Date.now());
    if (!isFirst) throw new ApiProblem("already_appealed");
    saySoon(c.env, requireProgram(c).program.id);
    return c.json(await shown(c, await theCase(c, id)), 200);
  });
}

/** @throws ApiProblem `invalid_body`. */
function textOf(c: ApiContext): string {
  const parsed = appealSchema.safeParse(c.get("body"));
  if (!parsed.success)
    throw new ApiProblem("invalid_body", { errors: faultsOf(parsed.error.issues, c.get("body")) });
  return parsed.data.text;
}

/** @throws ApiProblem `case_closed`, `invalid_body`. */
function heldUntil(askedMs: number | undefined, { state, expiresAtMs }: RiskCase, nowMs: number): number {
  if (state !== "open") throw new ApiProblem("case_closed");
  const end = holdEnd(askedMs, expiresAtMs, nowMs);
  if (typeof end === "number") return end;
  const message =
    end === "too_early"
      ? "must be later than now, and not before the case ends by itself"
      : "must be at most 90 days from now";
  throw new ApiProblem("invalid_body", { errors: [{ path: "expiresAt", message }] });
}

/** A repeat of the decision that was made answers it. */
async function decided(
  c: ApiContext,
  id: string,
  outcome: CaseOutcome,
  reason: string,
): Promise<WireRiskCase> {
  const { program } = requireProgram(c);
  const { actor } = c.get("audit");
  const found = await theCase(c, id);
  const refusal = refusedDecision(decidableOf(found), actor);
  const isRepeat = (one: RiskCase) => one.state === STATE_AFTER[outcome] && one.closedBy === actor;
  if (refusal !== null && !isRepeat(found)) throw new ApiProblem(refusal);
  if (!isRepeat(found)) {
    const [stake] = await readStakes(c.env.REPORTS, program.id, [found.promoter], 1);
    const closing = {
      state: STATE_AFTER[outcome],
      by: actor,
      reason,
      // Of what the first decision reversed nothing is at stake any more.
      reasons: stake === undefined ? (found.reasons ?? "[]") : JSON.stringify(stake.coded),
      atStake: stake?.atStake ?? found.atStake ?? 0,
    };
    if (!(await closeCase(c.env.CONFIG, found.number, closing, Date.now()))) {
      // Decided meanwhile: by the same call that came twice, or otherwise.
      if (!isRepeat(await theCase(c, id))) throw new ApiProblem("case_closed");
    } else {
      saySoon(c.env, program.id);
      await sendCase(c.env, { riskCase: found.number });
    }
  }
  return await shown(c, await theCase(c, id));
}

function decidableOf({ state, appeal, confirmedBy }: RiskCase) {
  return { state, isAppealed: appeal !== null, confirmedBy };
}

/** @throws ApiProblem `unknown_risk_case`, also for another promoter's. */
async function theCase(c: ApiContext, id: string): Promise<RiskCase> {
  const { program, principal } = requireProgram(c);
  const found = await findCase(c.env.CONFIG, program.number, caseNumberOf(id));
  const isOwn = principal.kind !== "promoter" || found?.promoter === principal.promoter;
  if (found === null || !isOwn) throw new ApiProblem("unknown_risk_case");
  return found;
}

async function shown(c: ApiContext, row: RiskCase): Promise<WireRiskCase> {
  const { program, principal } = requireProgram(c);
  const isForPromoter = principal.kind === "promoter";
  const facts = await factsOf(c.env, program.id, [row], isForPromoter);
  return presentCase(row, facts(row), isForPromoter);
}
