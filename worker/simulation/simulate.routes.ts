/** `POST …/commission-rules/simulate`: what orders cost, and would have cost under other rules. Changes nothing. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { BudgetRun } from "../../domain/simulation/budget-run.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import type { Worth } from "../../domain/order/worth.ts";
import type { Order } from "../../domain/order/order.ts";
import { CostComparison, replanned } from "../../domain/simulation/simulate.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import type { RecordedSpan } from "../../durable-objects/commission-ledger/recorded-order-storage.ts";
import { type Conversion, READING, readConversion } from "../orders/conversion.shapes.ts";
import { refusalOfRules } from "../programs/rule-checks.ts";
import { ruleSetOf } from "../configuration/rules.shapes.ts";
import {
  presentSimulation,
  simulationBodyDescription,
  simulationBodySchema,
  simulationSchema,
} from "./simulation.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import { decideOrders, earlierOrders } from "../orders/decide-orders.ts";
import { inTime } from "../orders/sequence/in-time.ts";
import { receivedEvidence } from "../orders/gather-evidence.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { partsOf, mapInParts } from "../http/traffic/parts-of.ts";
import { callObject } from "../platform/object-call.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { readBudgets } from "../plans/campaign-budgets.ts";
import { streamLines } from "../http/files/ndjson.ts";
import { newestSettings } from "../programs/program-patch.ts";
import { type ReadPage, receivedSequence } from "./received-sequence.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { readJson } from "../http/body.ts";
import { beginTurn, withinTurn } from "../http/traffic/one-at-a-time.ts";
import { programParams } from "../http/common.shapes.ts";
import { parseBody } from "../http/faults.ts";
import { bodyNamed, json } from "../http/route-parts.ts";

const BODY = "Simulation";

const simulateRules = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/commission-rules/simulate",
  operationId: "simulateCommissionRules",
  tag: "Commission rules",
  summary: "Compare what recorded or posted orders cost with what they would cost under other rules",
  description:
    "Changes nothing. `before` is what the orders really cost, cut by the budgets of their campaigns as they were then. " +
    "`after` is cut by budgets too. Each campaign's budget of today is spent from nothing, by one order after the other. " +
    "They come in the sequence in which they were first received, each for what its commissions keep. Refunds and lost " +
    "disputes are taken off on both sides as they stand now, whenever they came. Orders that did not occur between " +
    "`from` and `to` are not compared, but spend what they did cost. Posted `conversions` are decided under the rules " +
    "of their time and under the posted ones. They spend the same budgets on both sides, from nothing and in the " +
    "sequence in which they occurred. What recorded orders have spent is left aside. With `Accept: application/x-ndjson` the answer is " +
    "a stream: lines of `progress`, and at last one of `result`, or of `failed` with a `code`. Recorded orders that are " +
    "too many for one request are refused as `too_many_orders`. One simulation of a program runs at a time; another is refused as " +
    "`simulation_running`.",
  access: ["operator", "key:manage"],
  audit: "changes_nothing",
  readsBody: true,
  request: {
    params: programParams,
    body: bodyNamed(BODY),
  },
  responses: { 200: json(simulationSchema, "Before and after, per promoter") },
});

export function registerSimulation(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, simulationBodyDescription);
  app.openapi(simulateRules, async (c) => {
    const { program } = requireProgram(c);
    // First of all: whoever is told to come again costs nobody anything.
    const turn = await beginTurn(c.env.CONFIG, program.number, "simulation");
    const comparison = new CostComparison();
    const compared = await compareAsked(c, comparison).catch(async (error: unknown) => {
      await turn.end();
      throw error;
    });
    const steps = withinTurn(turn, compared);
    const isStream = (c.req.header("accept") ?? "").includes("application/x-ndjson");
    if (isStream) return streamLines(reports(steps, comparison)) as never;
    while ((await steps.next()).done !== true) continue;
    return c.json(presentSimulation(comparison), 200);
  });
}

/** What is asked for, to be done step by step. @throws ApiProblem when it cannot be read. */
async function compareAsked(c: ApiContext, comparison: CostComparison): Promise<AsyncGenerator<void>> {
  const { program } = requireProgram(c);
  const { value } = await readJson(c.req.raw);
  const { rules: wire, from, to, conversions } = parseBody(simulationBodySchema, value);
  const refusal = refusalOfRules(wire, newestSettings(program).commission);
  if (refusal !== undefined) throw new ApiProblem(refusal.code, { errors: [refusal.fault] });
  await letOthersIn();
  const rules = ruleSetOf((program.rules.at(-1)?.version ?? 0) + 1, wire);
  if (conversions === undefined) return compareRecorded(c.env, program, rules, spanOf(from, to), comparison);
  return comparePosted(c.env, program, rules, await readAll(program, conversions), comparison);
}

function spanOf(fromMs = 0, toMs = Number.MAX_SAFE_INTEGER): RecordedSpan {
  return { fromMs, toMs };
}

async function* reports(steps: AsyncGenerator<void>, comparison: CostComparison): AsyncGenerator<object> {
  const state = () => ({ orders: comparison.orders, before: comparison.before, after: comparison.after });
  try {
    while ((await steps.next()).done !== true) yield { type: "progress", ...state() };
    yield { type: "result", ...presentSimulation(comparison) };
  } catch (error) {
    if (!(error instanceof ApiProblem)) logError("simulation_failed", error);
    const refusal = error instanceof ApiProblem ? error : new ApiProblem("unavailable");
    yield { type: "failed", code: refusal.code, detail: refusal.detail, ...state() };
  }
}

/** The worth of an order that nothing has happened to. */
const UNTOUCHED: Worth = { reversed: ZERO };

/** Rules looked at for items between two turns of others: some milliseconds of work, where each item has a line of ten credits. */
const WEIGHT_AT_ONCE = 20_000;

/** How many rules are looked at for an order, at most. */
function weightOf({ items }: Pick<Order, "items">, { rules }: RuleSet): number {
  return (items?.length ?? 1) * (rules.length + 1);
}

/** In the sequence in which the orders were received; orders outside of the span spend their campaigns' budgets alone. */
async function* compareRecorded(
  env: Env,
  program: ProgramConfig,
  rules: RuleSet,
  span: RecordedSpan,
  comparison: CostComparison,
): AsyncGenerator<void> {
  const budgets = await budgetsToday(env, program);
  const ledgers = await existingNames(env, program, "ledger");
  const readers = ledgers.map(
    (name): ReadPage =>
      async (after, limit) =>
        await callObject(
          async () => await objectNamed(env.COMMISSION_LEDGER, name).recorded(after, limit, span),
        ),
  );
  for await (const received of receivedSequence(readers)) {
    for (const part of partsOf(received, ({ order }) => weightOf(order, rules), WEIGHT_AT_ONCE)) {
      for (const recorded of part) {
        const { order, worth, commissions, isCompared } = recorded;
        if (!isCompared) budgets.pass(recorded, commissions);
        else comparison.add(order, worth, commissions, budgets.take(recorded, replanned(recorded, rules)));
      }
      await letOthersIn();
    }
    yield;
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
  const posted = await mapInParts(conversions, (conversion) => ({
    order: conversion.order,
    settings: settingsAt(program, conversion.order.occurredAtMs),
    received: receivedEvidence(env, program, conversion, nowMs),
    knownByMs: Infinity,
  }));
  const pending = inTime(posted);
  const decideWithin = async (others?: RuleSet) => {
    const trial = {
      ...(others === undefined ? {} : { rules: others }),
      earlier: await earlierOrders(env, program, pending, others),
    };
    const budgets = await budgetsToday(env, program);
    const decisions: Decision[] = [];
    for (const part of partsOf(pending, ({ order }) => weightOf(order, rules), WEIGHT_AT_ONCE)) {
      decisions.push(...(await decideOrders(env, program, part, trial)));
      await letOthersIn();
    }
    return decisions.map((decision, index) => {
      const { amount = ZERO, occurredAtMs = 0 } = pending[index]?.order ?? {};
      const { campaignId = "" } = decision;
      const order = { amount, campaignId, occurredAtMs };
      return budgets.take({ order, worth: UNTOUCHED }, decision.commissions);
    });
  };
  const before = await decideWithin();
  const after = await decideWithin(rules);
  pending.forEach(({ order }, index) => {
    comparison.add(order, UNTOUCHED, before[index] ?? [], after[index] ?? []);
  });
  yield;
}

/** Every campaign's budget as it stands today, with nothing spent of it. */
async function budgetsToday(env: Env, program: ProgramConfig): Promise<BudgetRun> {
  const views = await readBudgets(env, program, program.campaigns.values());
  const bounded = [...views].flatMap(([id, { budget }]) => {
    const { createdAtMs = 0 } = program.campaigns.get(id) ?? {};
    return budget === null ? [] : [[id, { budget, createdAtMs }] as const];
  });
  return new BudgetRun(new Map(bounded));
}

/** @throws ApiProblem with every fault of the first conversion that cannot be read. */
async function readAll(program: ProgramConfig, entries: readonly unknown[]): Promise<Conversion[]> {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields: "refuse" } as const;
  return await mapInParts(
    entries,
    (entry, index) => {
      const reading = readConversion(entry, context);
      if (reading.kind === "conversion") return reading.conversion;
      const errors = reading.errors.map(({ path, ...fault }) => {
        return { ...fault, path: `conversions[${index}]${path === "" ? "" : "."}${path}` };
      });
      throw new ApiProblem(reading.code, { errors });
    },
    READING,
  );
}
