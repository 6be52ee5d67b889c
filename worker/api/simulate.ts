/** `POST …/commission-rules/simulate`: what orders cost, and would have cost under other rules. Changes nothing. */
import { createRoute } from "@hono/zod-openapi";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { CostComparison, replanned } from "../../domain/commission/simulate.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import { type Conversion, readConversion } from "../contracts/conversion.ts";
import { refusalOfRules } from "../contracts/rule-checks.ts";
import { ruleSetOf } from "../contracts/rules.ts";
import {
  presentSimulation,
  simulationBodyDescription,
  simulationBodySchema,
  simulationSchema,
} from "../contracts/simulation.ts";
import { parseBody } from "../contracts/common.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { decideOrders, settingsAt } from "../intake/decide-orders.ts";
import { evidenceTold } from "../intake/gather-evidence.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames } from "../platform/objects.ts";
import { ApiProblem } from "../platform/problem.ts";
import { type ApiApp, requireProgram } from "./api-env.ts";
import { streamLines } from "./ndjson.ts";
import { newestSettings } from "./program-patch.ts";
import { BEARER, json, programParams, REFUSALS } from "./route-parts.ts";

const BODY = "Simulation";

const simulateRules = createRoute({
  method: "post",
  path: "/v1/programs/{program}/commission-rules/simulate",
  summary: "Compare what recorded or posted orders cost with what they would cost under other rules",
  description:
    "Refunds are taken off on both sides; budgets of campaigns are left aside. With `Accept: application/x-ndjson` " +
    "the answer is a stream: lines of `progress`, and at last one of `result`.",
  security: BEARER,
  request: {
    params: programParams,
    body: {
      required: true,
      content: { "application/json": { schema: { $ref: `#/components/schemas/${BODY}` } } },
    },
  },
  responses: { 200: json(simulationSchema, "Before and after, per promoter"), ...REFUSALS },
});

export function registerSimulation(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, simulationBodyDescription);
  app.openapi(simulateRules, async (c) => {
    const { program } = requireProgram(c);
    const { rules: wire, from, to, conversions } = parseBody(simulationBodySchema, await c.req.json());
    const refusal = refusalOfRules(wire, newestSettings(program).commission);
    if (refusal !== undefined) throw new ApiProblem(refusal.code, { errors: [refusal.fault] });
    const rules = ruleSetOf((program.rules.at(-1)?.version ?? 0) + 1, wire);
    const comparison = new CostComparison();
    const steps =
      conversions === undefined
        ? compareRecorded(c.env, program, rules, from ?? 0, to ?? Number.MAX_SAFE_INTEGER, comparison)
        : comparePosted(c.env, program, rules, readAll(program, conversions), comparison);
    const isStream = (c.req.header("accept") ?? "").includes("application/x-ndjson");
    if (isStream) return streamLines(reports(steps, comparison)) as never;
    while ((await steps.next()).done !== true) continue;
    return c.json(presentSimulation(comparison), 200);
  });
}

async function* reports(steps: AsyncGenerator<void>, comparison: CostComparison): AsyncGenerator<object> {
  while ((await steps.next()).done !== true) {
    const { orders, before, after } = comparison;
    yield { type: "progress", orders, before, after };
  }
  yield { type: "result", ...presentSimulation(comparison) };
}

/** Owner by owner, page by page. */
async function* compareRecorded(
  env: Env,
  program: ProgramConfig,
  rules: RuleSet,
  fromMs: number,
  toMs: number,
  comparison: CostComparison,
): AsyncGenerator<void> {
  for (const name of allNames(program)) {
    let after: number | null = 0;
    while (after !== null) {
      const start: number = after;
      const page = await callObject(
        async () =>
          await env.COMMISSION_LEDGER.getByName(name).recorded(start, LIMITS.ordersPerRead, fromMs, toMs),
      );
      for (const recorded of page.orders) {
        const { order, reversed, commissions } = recorded;
        comparison.add(order, reversed, commissions, replanned(recorded, rules));
      }
      after = page.next;
      yield;
    }
  }
}

async function* comparePosted(
  env: Env,
  program: ProgramConfig,
  rules: RuleSet,
  conversions: readonly Conversion[],
  comparison: CostComparison,
): AsyncGenerator<void> {
  const nowMs = Date.now();
  const pending = conversions.map((conversion) => ({
    order: conversion.order,
    settings: settingsAt(program, conversion.order.occurredAtMs),
    told: evidenceTold(env, program, conversion, nowMs),
    knownByMs: Infinity,
  }));
  const [before, after] = await Promise.all([
    decideOrders(env, program, pending),
    decideOrders(env, program, pending, rules),
  ]);
  pending.forEach(({ order }, index) => {
    comparison.add(order, ZERO, before[index]?.commissions ?? [], after[index]?.commissions ?? []);
  });
  yield;
}

/** @throws ApiProblem with every fault of the first conversion that cannot be read. */
function readAll(program: ProgramConfig, entries: readonly unknown[]): Conversion[] {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields: "refuse" } as const;
  return entries.map((entry, index) => {
    const reading = readConversion(entry, context);
    if (reading.kind === "conversion") return reading.conversion;
    const errors = reading.errors.map(({ path, message }) => {
      return { path: `conversions[${index}]${path === "" ? "" : "."}${path}`, message };
    });
    throw new ApiProblem(reading.code, { errors });
  });
}
