/** Reconciliation on demand, and the rebuilding of read models: both run in the background. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { startReconciliation } from "./reconcile.ts";
import {
  presentReconciliation,
  projectionProgressSchema,
  reconciliationSchema,
  repairSchema,
} from "./operations.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { lastRun } from "./reconciliation.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { monthsWaiting, startSums } from "../reports/rebuild-sums.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/reconciliation";
const REBUILD = "/v1/programs/{program}/projections/rebuild";

const startRun = defineRoute({
  method: "post",
  path: PATH,
  operationId: "startReconciliation",
  tag: "Reconciliation",
  summary: "Start a reconciliation, unless one is running; it runs in the background",
  access: ["operator", "key:manage"],
  request: { params: programParams },
  responses: {
    200: json(reconciliationSchema, "One is running"),
    202: json(reconciliationSchema, "Started"),
  },
});

const readRun = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readReconciliation",
  tag: "Reconciliation",
  summary: "The last reconciliation: what differs, and apart from it what is on its way",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(reconciliationSchema, "The last run") },
});

const startRepair = defineRoute({
  method: "post",
  path: `${PATH}/repair`,
  operationId: "repairProgram",
  tag: "Reconciliation",
  summary: "Set right what the ledgers prove, then compare everything",
  description:
    "For a program of which something was put back to an earlier moment. Every ledger compares each commission with what its " +
    "book posted, and posts what its orders prove. Heads of journals that no journal has any more are given up, with the reason.",
  access: ["operator"],
  request: { params: programParams, body: body(repairSchema) },
  responses: { 202: json(reconciliationSchema, "Started: a run that repairs before it compares") },
});

const startRebuild = defineRoute({
  method: "post",
  path: REBUILD,
  operationId: "rebuildProjections",
  tag: "Operations",
  summary:
    "Write the read model of every order, its sums for reports, and the heads of journals, anew from their owners",
  access: ["operator", "key:manage"],
  request: { params: programParams },
  responses: { 202: json(projectionProgressSchema, "Started") },
});

const readRebuild = defineRoute({
  method: "get",
  path: REBUILD,
  operationId: "readProjections",
  tag: "Operations",
  summary: "How far the read models are",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(projectionProgressSchema, "Orders, and those still to be written") },
});

export function registerReconciliation(app: ApiApp): void {
  app.openapi(startRun, async (c) => {
    const { program } = requireProgram(c);
    const { begun } = await startReconciliation(c.env, program, Date.now());
    const shown = presentReconciliation(await requireRun(c.env, program));
    return begun ? c.json(shown, 202) : c.json(shown, 200, REPLAY);
  });
  app.openapi(startRepair, async (c) => {
    const { program } = requireProgram(c);
    const { reason } = c.req.valid("json");
    const { begun } = await startReconciliation(c.env, program, Date.now(), reason);
    if (!begun) throw new ApiProblem("reconciliation_running");
    return c.json(presentReconciliation(await requireRun(c.env, program)), 202);
  });
  app.openapi(readRun, async (c) => {
    const { program } = requireProgram(c);
    return c.json(presentReconciliation(await requireRun(c.env, program)), 200);
  });
  app.openapi(startRebuild, async (c) => {
    const { program } = requireProgram(c);
    await announceHeads(c.env, program);
    // Of what is there: orders that come back add themselves.
    await startSums(c.env, program.id);
    return c.json(await progressOf(c.env, program, true), 202);
  });
  app.openapi(readRebuild, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await progressOf(c.env, program, false), 200);
  });
}

async function requireRun(env: Env, program: ProgramConfig) {
  const run = await lastRun(env.REPORTS, program.id, Date.now());
  if (run === null) throw new ApiProblem("unknown_reconciliation");
  return run;
}

async function announceHeads(env: Env, program: ProgramConfig): Promise<void> {
  await Promise.all(
    (await existingNames(env, program, "book")).map((name) =>
      callObject(async () => await objectNamed(env.ACCOUNT_BOOK, name).announceHeads()),
    ),
  );
}

async function progressOf(env: Env, program: ProgramConfig, rebuild: boolean) {
  const parts = await Promise.all(
    (await existingNames(env, program, "ledger")).map((name) =>
      callObject(async () => await objectNamed(env.COMMISSION_LEDGER, name).projections(rebuild)),
    ),
  );
  const orders = parts.reduce((sum, part) => sum + part.orders, 0);
  const waiting = parts.reduce((sum, part) => sum + part.waiting, 0);
  const months = await monthsWaiting(env, program.id);
  return { orders, waiting, months, done: waiting === 0 && months === 0 };
}
