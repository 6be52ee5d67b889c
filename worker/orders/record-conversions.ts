/**
 * Orders as they come in: parse, load, decide purely, commit with the order's owner. Before the commit nothing of an order
 * is written but what its campaign's budget sets aside.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { OrderEvidence } from "../../domain/attribution/evidence.ts";
import { touchKey } from "../../domain/attribution/touch.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { type OrderView, viewOf } from "../../domain/settlement/order-view.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { OpenOrder } from "../../durable-objects/commission-ledger/late-orders/open-order.ts";
import type { Order } from "../../domain/order/order.ts";
import { ApiProblem } from "../http/problem.ts";
import { LINKS_FOLLOWED } from "./links/walk-links.ts";
import type { LimitedOrder, LinkedProposal } from "../../durable-objects/commission-ledger/acceptance.ts";
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";
import { type Conversion, type ConversionReading, READING, readConversion } from "./conversion.shapes.ts";
import type { OrderResult } from "./order.shapes.ts";
import { presentOrderResult, presentRejected } from "./present-order.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { journeyName, ledgerName, slotOf } from "../platform/objects.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { mapInParts } from "../http/traffic/parts-of.ts";
import { requestCounts } from "../http/traffic/request-log.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { type AcceptedProposal, acceptOrders } from "./amendments/accept-orders.ts";
import { callParts, LINES_AT_ONCE, linesOf } from "./call-parts.ts";
import { untilAccepted, type OpenEntry } from "./until-accepted.ts";
import { decideOrders } from "./decide-orders.ts";
import { GatheredGroups } from "../platform/sharing/gathered-runs.ts";
import { receivedEvidence } from "./gather-evidence.ts";
import { giveBackUntaken } from "./give-back-untaken.ts";
import { creditOpen } from "./late-decisions.ts";
import { inTime } from "./sequence/in-time.ts";
import { reserveBudgets } from "./reserve-budgets.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";

/**
 * Decides conversions, each alone: one that cannot be read is rejected, the others go on.
 *
 * @param receivedAtMs when orders happened that do not say so.
 * @param added what a source knows of its orders beside what the API takes.
 * @returns a result for each entry, in sequence.
 */
export async function recordConversions(
  env: Env,
  program: ProgramConfig,
  entries: readonly unknown[],
  unknownFields: "refuse" | "ignore",
  receivedAtMs = Date.now(),
  added: OrderAdditions = {},
): Promise<OrderResult[]> {
  const context = { currency: program.currency, nowMs: receivedAtMs, unknownFields };
  const readings = await mapInParts(entries, (entry) => readConversion(entry, context), READING);
  const conversions = readings.flatMap((reading) =>
    reading.kind === "conversion" ? [withAdditions(reading.conversion, added)] : [],
  );
  const outcomes = await decideTogether(env, program, conversions);
  let next = 0;
  const decided = readings.map((reading) => ({
    reading,
    outcome: reading.kind === "conversion" ? outcomes[next++] : undefined,
  }));
  const results = await mapInParts(decided, ({ reading, outcome }) => resultOf(reading, outcome), {
    weightOf: ({ outcome }) => linesOf(outcome?.view.commissions ?? []),
    most: LINES_AT_ONCE,
  });
  for (const { status, code } of results)
    requestCounts.addOrderAnswer(program.id, status === "rejected" ? (code ?? "internal") : status);
  return results;
}

export type OrderAdditions = Pick<Order, "paid" | "telling">;

export function withAdditions(conversion: Conversion, added: OrderAdditions): Conversion {
  return { ...conversion, order: { ...conversion.order, ...added } };
}

/** Orders of one pass. */
const TOGETHER = 100;
const passes = new GatheredGroups<Conversion, Decided>(TOGETHER);

/** What became of a conversion; without an outcome its budget was given back each time. */
interface Decided {
  readonly outcome: OrderOutcome | undefined;
}

/**
 * A conversion that is told alone is decided with others that come while some are decided. A pass over evidence, promoters,
 * budgets and owners costs nearly as much for one as for a hundred.
 */
async function decideTogether(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
): Promise<readonly (OrderOutcome | undefined)[]> {
  const decide = async (all: readonly Conversion[]): Promise<Decided[]> => {
    const recorded = await proposeWhereTheyStand(env, program, all, { nowMs: Date.now() });
    return (await creditLate(env, program, recorded.map(notLimited))).map((outcome) => ({ outcome }));
  };
  const [only, ...others] = conversions;
  if (only === undefined || others.length > 0)
    return (await decide(conversions)).map(({ outcome }) => outcome);
  const { orderId } = only.order;
  // What is decided together goes by the same configuration, and shares the fate of one ledger alone.
  const configuration = `${program.id} ${program.version} ${program.isChecked}`;
  const group = `${configuration} ${ledgerName(program, orderId)}`;
  const { outcome } = await passes.run(group, orderId, only, async (all) => {
    // Who waited may have waited until the program was fenced.
    if (program.fencedAtMs === null)
      requireOpen((await currentProgram(env, program.id, "proved")) ?? program);
    return await decide(all);
  });
  return [outcome];
}

interface DecisionTerms {
  readonly nowMs: number;
  /** Of the page that told the orders, where a page did. */
  readonly network?: string;
}

/** Outcomes of proposals, but for ids that lead to others. */
type Proposed = OrderOutcome | LimitedOrder | undefined;

/** An order whose id leads to another one is told of that one. @throws ApiProblem `unavailable` when ids lead on and on. */
async function proposeWhereTheyStand(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
  terms: DecisionTerms,
): Promise<Proposed[]> {
  const outcomes: Proposed[] = [];
  let open = conversions.map((conversion, place) => ({ conversion, place }));
  for (let followed = 0; followed < LINKS_FOLLOWED; followed += 1) {
    const asked = open.map(({ conversion }) => conversion);
    const answers = await proposeUntilAccepted(env, program, asked, terms);
    open = open.flatMap(({ conversion, place }, index) => {
      const answer = answers[index];
      if (answer?.status !== "linked") {
        outcomes[place] = answer;
        return [];
      }
      const order = { ...conversion.order, orderId: answer.linkedTo };
      return [{ conversion: { ...conversion, order }, place }];
    });
    if (open.length === 0) return outcomes;
  }
  throw new ApiProblem("unavailable");
}

/** An order whose budget was given back between its decision and its proposal is decided again; undefined in the end. */
export async function proposeUntilAccepted(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
  terms: DecisionTerms,
): Promise<(Proposed | LinkedProposal)[]> {
  return await untilAccepted<Conversion, OrderOutcome | LimitedOrder | LinkedProposal>(
    conversions,
    async (open) => await propose(env, program, await proposalsFor(env, program, open, terms)),
  );
}

/** Each order with its decision, within its campaign's budget. */
async function proposalsFor(
  env: Env,
  program: ProgramConfig,
  conversions: readonly OpenEntry<Conversion>[],
  { nowMs, network }: DecisionTerms,
): Promise<ProposedOrder[]> {
  const pending = conversions.map(({ entry: conversion }) => ({
    order: conversion.order,
    settings: settingsAt(program, conversion.order.occurredAtMs),
    received: receivedEvidence(env, program, conversion, nowMs),
    knownByMs: Infinity,
  }));
  const beganAtMs = Date.now();
  const planned = await decideOrders(env, program, pending);
  const costings = pending.flatMap(({ order }, index) => {
    const decision = planned[index];
    return decision === undefined ? [] : [{ order, decision, voided: conversions[index]?.voided }];
  });
  const decisions = await reserveBudgets(env, program, costings);
  requestCounts.addCalculation(Date.now() - beganAtMs, pending.length);
  return pending.map(({ order, received }, index): ProposedOrder => {
    const decision = decisions[index];
    invariant(decision !== undefined, "every order was decided");
    const journey = order.customerId === undefined ? null : journeyName(program, order.customerId);
    const page = network === undefined ? {} : { page: { token: tokenName(received), network } };
    return {
      order,
      slot: slotOf(program, "order", order.orderId),
      journey,
      decision,
      evidence: received,
      ...page,
    };
  });
}

/** The click that a token proves: that of the token itself, before those that came with it. */
function tokenName({ touches }: OrderEvidence): string {
  const [newest] = touches.toSorted((a, b) => b.touch.occurredAtMs - a.touch.occurredAtMs);
  return newest === undefined ? "" : touchKey(newest.touch);
}

/** Every order goes to its owner; the orders of one owner go together, in the sequence in which they occurred. */
async function propose(
  env: Env,
  program: ProgramConfig,
  proposals: readonly ProposedOrder[],
): Promise<Answered[]> {
  const placed = inTime(proposals.map((proposal) => ({ order: proposal.order, proposal })));
  const byLedger = groupedBy(placed, ({ order }) => ledgerName(program, order.orderId));
  const outcomes: Answered[] = [];
  await Promise.all(
    [...byLedger].map(async ([name, own]) => {
      for (const [number, part] of callParts(own, ({ entry }) => entry.proposal).entries()) {
        if (number > 0) await letOthersIn();
        const asked = part.map(({ entry }) => entry.proposal);
        const ledger = () => objectNamed(env.COMMISSION_LEDGER, name);
        const accepted = await acceptOrders(env, program, ledger, asked);
        await giveBackUntaken(env, program, accepted);
        part.forEach(({ entry }, place) => {
          const one = accepted[place];
          if (one !== undefined) outcomes[entry.index] = outcomeOf(one);
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

type Answered = OrderOutcome | VoidedProposal | LimitedOrder | LinkedProposal;

/** Of what was accepted the Worker has order and decision itself, so the owner does not send them back. */
function outcomeOf({ proposal: { order, slot, decision }, answer }: AcceptedProposal): Answered {
  if (answer.status !== "accepted") return answer;
  const view = viewOf({ ...answer, slot, order, decision, restoration: null });
  return { status: answer.status, view };
}

function notLimited(outcome: OrderOutcome | LimitedOrder | undefined): OrderOutcome | undefined {
  if (outcome === undefined) return undefined;
  invariant(outcome.status !== "limited", "orders of pages alone are limited");
  return outcome;
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
