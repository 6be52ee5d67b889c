/**
 * Orders as they come in: parse, load, decide purely, commit with the order's owner. Before the commit nothing of an order
 * is written but what its campaign's budget sets aside.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { type OrderView, viewOf } from "../../domain/settlement/order-view.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { OpenOrder } from "../../durable-objects/commission-ledger/late/open-order.ts";
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";
import { type Conversion, type ConversionReading, readConversion } from "./conversion.shapes.ts";
import type { OrderResult } from "./order.shapes.ts";
import { presentOrderResult, presentRejected } from "./present-order.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { journeyName, ledgerName, slotOf } from "../platform/objects.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { type AcceptedProposal, acceptOrders } from "./amendments/accept-orders.ts";
import { callParts } from "./call-parts.ts";
import { untilAccepted, type OpenEntry } from "./until-accepted.ts";
import { decideOrders } from "./decide-orders.ts";
import { receivedEvidence } from "./gather-evidence.ts";
import { creditOpen } from "./late-decisions.ts";
import { reserveBudgets } from "./reserve-budgets.ts";
import { settingsAt } from "../configuration/as-of.ts";

/**
 * Decides conversions, each alone: one that cannot be read is rejected, the others go on.
 *
 * @param receivedAtMs when orders happened that do not say so.
 * @returns a result for each entry, in sequence.
 */
export async function recordConversions(
  env: Env,
  program: ProgramConfig,
  entries: readonly unknown[],
  unknownFields: "refuse" | "ignore",
  receivedAtMs = Date.now(),
): Promise<OrderResult[]> {
  const context = { currency: program.currency, nowMs: receivedAtMs, unknownFields };
  const readings = entries.map((entry) => readConversion(entry, context));
  const conversions = readings.flatMap((reading) =>
    reading.kind === "conversion" ? [reading.conversion] : [],
  );
  const recorded = await proposeUntilAccepted(env, program, conversions, { nowMs: Date.now() });
  const outcomes = await creditLate(env, program, recorded);
  let next = 0;
  return readings.map((reading) =>
    resultOf(reading, reading.kind === "conversion" ? outcomes[next++] : undefined),
  );
}

/**
 * Decides an order that a page reported, and nobody who signs: it goes under review. One that stands already is left as it is: what
 * anyone may tell credits no order of the merchant's, not even one that nobody earned.
 */
export async function recordPageReport(
  env: Env,
  program: ProgramConfig,
  received: unknown,
): Promise<OrderResult> {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields: "refuse" } as const;
  const reading = readConversion(received, context);
  if (reading.kind === "refused") return resultOf(reading, undefined);
  const terms = { nowMs: context.nowMs, reportedByPage: true };
  const [outcome] = await proposeUntilAccepted(env, program, [reading.conversion], terms);
  if (outcome === undefined) throw new ApiProblem("unavailable");
  return resultOf(reading, outcome);
}

interface DecisionTerms {
  readonly nowMs: number;
  readonly reportedByPage?: boolean;
}

/** An order whose budget was given back between its decision and its proposal is decided again; undefined in the end. */
async function proposeUntilAccepted(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
  terms: DecisionTerms,
): Promise<(OrderOutcome | undefined)[]> {
  return await untilAccepted<Conversion, OrderOutcome>(
    conversions,
    async (open) => await propose(env, program, await proposalsFor(env, program, open, terms)),
  );
}

/** Each order with its decision, within its campaign's budget. */
async function proposalsFor(
  env: Env,
  program: ProgramConfig,
  conversions: readonly OpenEntry<Conversion>[],
  { nowMs, reportedByPage = false }: DecisionTerms,
): Promise<ProposedOrder[]> {
  const pending = conversions.map(({ entry: conversion }) => ({
    order: conversion.order,
    settings: settingsAt(program, conversion.order.occurredAtMs),
    received: receivedEvidence(env, program, conversion, nowMs),
    knownByMs: Infinity,
    reportedByPage,
  }));
  const planned = await decideOrders(env, program, pending);
  const costings = pending.flatMap(({ order }, index) => {
    const decision = planned[index];
    return decision === undefined ? [] : [{ order, decision, voided: conversions[index]?.voided }];
  });
  const decisions = await reserveBudgets(env, program, costings);
  return pending.map(({ order, received }, index): ProposedOrder => {
    const decision = decisions[index];
    invariant(decision !== undefined, "every order was decided");
    const journey = order.customerId === undefined ? null : journeyName(program, order.customerId);
    return { order, slot: slotOf(program, "order", order.orderId), journey, decision, evidence: received };
  });
}

/** Every order goes to its owner; the orders of one owner go together. */
async function propose(
  env: Env,
  program: ProgramConfig,
  proposals: readonly ProposedOrder[],
): Promise<(OrderOutcome | VoidedProposal)[]> {
  const byLedger = groupedBy(proposals, ({ order }) => ledgerName(program, order.orderId));
  const outcomes: (OrderOutcome | VoidedProposal)[] = [];
  await Promise.all(
    [...byLedger].map(async ([name, own]) => {
      for (const part of callParts(own, ({ entry }) => entry)) {
        const asked = part.map(({ entry }) => entry);
        const ledger = () => objectNamed(env.COMMISSION_LEDGER, name);
        const accepted = await acceptOrders(env, program, ledger, asked);
        part.forEach(({ index }, place) => {
          const one = accepted[place];
          if (one !== undefined) outcomes[index] = outcomeOf(one);
        });
      }
    }),
  );
  return outcomes;
}

/** What became of a proposal, with its order as its owner has it. */
interface OrderOutcome {
  readonly status: "accepted" | "duplicate" | "conflict";
  readonly view: OrderView;
  readonly open?: OpenOrder;
}

/** Of what was accepted the Worker has order and decision itself, so the owner does not send them back. */
function outcomeOf({
  proposal: { order, slot, decision },
  answer,
}: AcceptedProposal): OrderOutcome | VoidedProposal {
  if (answer.status !== "accepted") return answer;
  const view = viewOf({ ...answer, slot, order, decision, restoration: null });
  return { status: answer.status, view };
}

/** Duplicates that bring what may earn an order which nobody earned are decided anew from the order as stored. */
async function creditLate(
  env: Env,
  program: ProgramConfig,
  outcomes: readonly (OrderOutcome | undefined)[],
): Promise<readonly (OrderOutcome | undefined)[]> {
  const open = outcomes.flatMap((outcome) => outcome?.open ?? []);
  if (open.length === 0) return outcomes;
  const results = await creditOpen(env, program, open);
  let next = 0;
  return outcomes.map((outcome) => {
    if (outcome?.open === undefined) return outcome;
    const result = results[next++];
    if (result === undefined) return undefined;
    return result.kind === "unknown" || result.kind === "unplanned"
      ? outcome
      : { ...outcome, view: result.view };
  });
}

function resultOf(reading: ConversionReading, outcome: OrderOutcome | undefined): OrderResult {
  if (reading.kind === "refused") return presentRejected(reading.orderId, reading.code, reading.errors);
  // Its budget was given back each time: told again, it is decided again.
  if (outcome === undefined) return presentRejected(reading.conversion.order.orderId, "unavailable", []);
  return presentOrderResult(outcome.view, outcome.status);
}
