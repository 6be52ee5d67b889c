/** The intake of orders: parse, load, decide purely, commit with the order's owner. Everything before only reads. */
import { invariant } from "../../domain/kernel/invariant.ts";
import { type OrderView, viewOf } from "../../domain/settlement/order-view.ts";
import type { VoidedClaim } from "../../domain/settlement/voided-reservation.ts";
import type { OpenOrder } from "../../durable-objects/commission-ledger/open-order.ts";
import type { Claim, ClaimAnswer } from "../../durable-objects/commission-ledger/order-desk.ts";
import { type Conversion, type ConversionReading, readConversion } from "./conversion.shapes.ts";
import { type OrderResult, presentOrderResult, presentRejected } from "./order.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ApiProblem } from "../http/problem.ts";
import { journeyName, ledgerName, slotOf } from "../platform/objects.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { claimParts } from "./call-parts.ts";
import { decideUntilTaken, type OpenEntry } from "./decide-again.ts";
import { decideOrders } from "./decide-orders.ts";
import { evidenceTold } from "./gather-evidence.ts";
import { creditOpen } from "./late-decisions.ts";
import { reserveBudgets } from "./reserve-budgets.ts";
import { settingsAt } from "../configuration/as-of.ts";

/**
 * Decides conversions, each alone: one that cannot be read is rejected, the others go on.
 *
 * @returns a result for each entry, in sequence.
 */
export async function decideConversions(
  env: Env,
  program: ProgramConfig,
  entries: readonly unknown[],
  unknownFields: "refuse" | "ignore",
): Promise<OrderResult[]> {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields };
  const readings = entries.map((entry) => readConversion(entry, context));
  const conversions = readings.flatMap((reading) =>
    reading.kind === "conversion" ? [reading.conversion] : [],
  );
  const claimed = await decideAndCommit(env, program, conversions, { nowMs: context.nowMs });
  const outcomes = await creditLate(env, program, claimed);
  let next = 0;
  return readings.map((reading) =>
    resultOf(reading, reading.kind === "conversion" ? outcomes[next++] : undefined),
  );
}

/**
 * Decides an order that nobody who signs has told, under review. One that stands already is left as it is: what
 * anyone may tell credits no order of the merchant's, not even one that nobody earned.
 */
export async function decideUnderReview(
  env: Env,
  program: ProgramConfig,
  told: unknown,
  reviewReason: string,
): Promise<OrderResult> {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields: "refuse" } as const;
  const reading = readConversion(told, context);
  if (reading.kind === "refused") return resultOf(reading, undefined);
  const terms = { nowMs: context.nowMs, reviewReasons: [reviewReason] };
  const [outcome] = await decideAndCommit(env, program, [reading.conversion], terms);
  if (outcome === undefined) throw new ApiProblem("unavailable");
  return resultOf(reading, outcome);
}

interface DecisionTerms {
  readonly nowMs: number;
  readonly reviewReasons?: readonly string[];
}

/** An order whose budget was given back between its decision and its claim is decided again; undefined in the end. */
async function decideAndCommit(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
  terms: DecisionTerms,
): Promise<(ClaimOutcome | undefined)[]> {
  return await decideUntilTaken<Conversion, ClaimOutcome>(
    conversions,
    async (open) => await commit(env, program, await decide(env, program, open, terms)),
  );
}

async function decide(
  env: Env,
  program: ProgramConfig,
  conversions: readonly OpenEntry<Conversion>[],
  { nowMs, reviewReasons = [] }: DecisionTerms,
): Promise<Claim[]> {
  const pending = conversions.map(({ entry: conversion }) => ({
    order: conversion.order,
    settings: settingsAt(program, conversion.order.occurredAtMs),
    told: evidenceTold(env, program, conversion, nowMs),
    knownByMs: Infinity,
    reviewReasons,
  }));
  const planned = await decideOrders(env, program, pending);
  const costings = pending.flatMap(({ order }, index) => {
    const decision = planned[index];
    return decision === undefined ? [] : [{ order, decision, voided: conversions[index]?.voided }];
  });
  const decisions = await reserveBudgets(env, program, costings);
  return pending.map(({ order, told }, index): Claim => {
    const decision = decisions[index];
    invariant(decision !== undefined, "every order was decided");
    const journey = order.customerId === undefined ? null : journeyName(program, order.customerId);
    return { order, slot: slotOf(program, "order", order.orderId), journey, decision, evidence: told };
  });
}

/** Every order goes to its owner; the orders of one owner go together. */
async function commit(
  env: Env,
  program: ProgramConfig,
  claims: readonly Claim[],
): Promise<(ClaimOutcome | VoidedClaim)[]> {
  const byLedger = groupedBy(claims, ({ order }) => ledgerName(program, order.orderId));
  const outcomes: (ClaimOutcome | VoidedClaim)[] = [];
  await Promise.all(
    [...byLedger].map(async ([name, own]) => {
      for (const part of claimParts(own, ({ entry }) => entry)) {
        const asked = part.map(({ entry }) => entry);
        const decided = await callObject(
          async () => await env.COMMISSION_LEDGER.getByName(name).claim(asked, program.objects),
        );
        part.forEach(({ index }, place) => {
          const [claim, answer] = [asked[place], decided[place]];
          if (claim !== undefined && answer !== undefined) outcomes[index] = outcomeOf(claim, answer);
        });
      }
    }),
  );
  return outcomes;
}

/** What became of a claim, with its order as its owner has it. */
interface ClaimOutcome {
  readonly status: "accepted" | "duplicate" | "conflict";
  readonly view: OrderView;
  readonly open?: OpenOrder;
}

/** Of what was accepted the intake has order and decision itself, so the owner does not send them back. */
function outcomeOf({ order, slot, decision }: Claim, answer: ClaimAnswer): ClaimOutcome | VoidedClaim {
  if (answer.status !== "accepted") return answer;
  const view = viewOf({ ...answer, slot, order, decision, restoration: null });
  return { status: answer.status, view };
}

/** Duplicates that bring what may earn an order which nobody earned are decided anew from the order as stored. */
async function creditLate(
  env: Env,
  program: ProgramConfig,
  outcomes: readonly (ClaimOutcome | undefined)[],
): Promise<readonly (ClaimOutcome | undefined)[]> {
  const open = outcomes.flatMap((outcome) => outcome?.open ?? []);
  if (open.length === 0) return outcomes;
  const results = await creditOpen(env, program, open);
  let next = 0;
  return outcomes.map((outcome) => {
    if (outcome?.open === undefined) return outcome;
    const result = results[next++];
    if (result === undefined) return undefined;
    return result.kind === "unknown" ? outcome : { ...outcome, view: result.view };
  });
}

function resultOf(reading: ConversionReading, outcome: ClaimOutcome | undefined): OrderResult {
  if (reading.kind === "refused") return presentRejected(reading.orderId, reading.code, reading.errors);
  // Its budget was given back each time: told again, it is decided again.
  if (outcome === undefined) return presentRejected(reading.conversion.order.orderId, "unavailable", []);
  return presentOrderResult(outcome.view, outcome.status);
}
