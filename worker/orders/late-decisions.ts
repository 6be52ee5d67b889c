/**
 * Decides anew orders that nobody earned and that evidence has come for. As of their own time, with all that was told
 * of them and was known in time. Called by their owners, which may be alone when the evidence arrives.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { Amendment } from "../../domain/commission/amendment.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type {
  CreditRequest,
  CreditResult,
} from "../../durable-objects/commission-ledger/late-orders/late-desk.ts";
import type { OpenOrder } from "../../durable-objects/commission-ledger/late-orders/open-order.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, ledgerName, slotOf } from "../platform/objects.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { untilAccepted, type OpenEntry } from "./until-accepted.ts";
import { decideOrders } from "./decide-orders.ts";
import { planAmendment, withPlan } from "./amendments/plan-amendment.ts";
import { inTime } from "./sequence/in-time.ts";
import { reserveBudgets } from "./reserve-budgets.ts";
import { rulesAtFirst, settingsAtFirst } from "./late/terms-at-first.ts";

/** A request for each order of a program that is known; nothing is changed. */
export async function creditRequests(
  env: Env,
  programId: string,
  open: readonly OpenOrder[],
): Promise<CreditRequest[]> {
  const program = await currentProgram(env, programId, "proved");
  return program === null
    ? []
    : await requestsFor(
        env,
        program,
        open.map((entry) => ({ entry })),
      );
}

/** What an event makes of an order that stands, by the rules that it was decided by. @throws where the program is unknown. */
export async function planOf(
  env: Env,
  programId: string,
  order: Order,
  decision: Decision,
  event: OrderEvent,
): Promise<Amendment> {
  const program = await currentProgram(env, programId, "proved");
  invariant(program !== null, "a program whose orders are known is there");
  return await planAmendment(env, program, order, decision, event);
}

interface ManualCredit {
  readonly promoter: PromoterRef;
  readonly reason: string;
}

/** Open orders decided anew, as their owners are asked to credit them. With a manual credit, whoever is named earns all. */
async function requestsFor(
  env: Env,
  program: ProgramConfig,
  open: readonly OpenEntry<OpenOrder>[],
  manual?: ManualCredit,
): Promise<CreditRequest[]> {
  const pending = open.map(({ entry }) => {
    const { order, evidence, knownByMs, terms, customerIsNew, customerSinceMs } = entry;
    return {
      order,
      settings: settingsAtFirst(program, order, terms),
      rules: rulesAtFirst(program, order, terms),
      received: evidence,
      knownByMs,
      ...(customerIsNew === undefined ? {} : { customerIsNew }),
      ...(customerSinceMs === undefined ? {} : { customerSinceMs }),
      ...(manual === undefined ? {} : { manual: manual.promoter }),
    };
  });
  const planned = await decideOrders(env, program, pending);
  const decisions = await reserveBudgets(
    env,
    program,
    planned.flatMap((decision, index) => {
      const order = pending[index]?.order;
      return order === undefined ? [] : [{ order, decision, voided: open[index]?.voided }];
    }),
  );
  const whole = await Promise.all(
    open.map(async ({ entry: { order, amending } }, index) => {
      const decision = decisions[index];
      return decision === undefined ? undefined : await withPlan(env, program, order, decision, amending);
    }),
  );
  return open.flatMap(({ entry: { order, evidence } }, index): CreditRequest[] => {
    const decision = whole[index];
    if (decision === undefined) return [];
    const journey = order.customerId === undefined ? null : journeyName(program, order.customerId);
    const by = manual === undefined ? {} : { manual: { reason: manual.reason } };
    return [{ order, evidence, journey, decision, slot: slotOf(program, "order", order.orderId), ...by }];
  });
}

/**
 * Decides open orders anew and has their owners credit them; the results in sequence. One whose budget was given back
 * meanwhile is decided again; undefined when that happened each time.
 */
export async function creditOpen(
  env: Env,
  program: ProgramConfig,
  open: readonly OpenOrder[],
  manual?: ManualCredit,
): Promise<(CreditResult | undefined)[]> {
  return await untilAccepted<OpenOrder, CreditResult>(
    open,
    async (left) => await creditOrders(env, program, await requestsFor(env, program, left, manual)),
  );
}

async function creditOrders(
  env: Env,
  program: ProgramConfig,
  requests: readonly CreditRequest[],
): Promise<(CreditResult | VoidedProposal | undefined)[]> {
  const placed = inTime(requests.map((request) => ({ order: request.order, request })));
  const byLedger = groupedBy(placed, ({ order }) => ledgerName(program, order.orderId));
  const results: (CreditResult | VoidedProposal | undefined)[] = requests.map(() => undefined);
  await Promise.all(
    [...byLedger].map(async ([name, own]) => {
      const asked = own.map(({ entry }) => entry.request);
      const answered = await callObject(
        async () => await objectNamed(env.COMMISSION_LEDGER, name).credit(asked),
      );
      own.forEach(({ entry }, place) => {
        const answer = answered[place];
        // Amended since it was decided anew: its owner has it decided once more.
        results[entry.index] =
          answer !== undefined && "kind" in answer && answer.kind === "unplanned" ? undefined : answer;
      });
    }),
  );
  return results;
}
