/** Records an event of an order with its owner, by the API or a webhook alike. */
import type {
  LinkedAnswer,
  ReceivedEvent,
  RecordResult,
} from "../../durable-objects/commission-ledger/desk-answers.ts";
import type { AmendmentPlan } from "../../durable-objects/commission-ledger/amended-orders.ts";
import { ApiProblem } from "../http/problem.ts";
import { whereItStands } from "./links/ask-owner.ts";
import { planAmendment } from "./amendments/plan-amendment.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerOf } from "../platform/objects.ts";

/** Times that an amendment is planned, when the order is credited meanwhile. */
const ATTEMPTS = 4;

/**
 * Also for an order that has not come yet: then it waits (`waiting`).
 *
 * @throws ApiProblem `unavailable` when an amendment could not be planned for the decision that stands.
 */
export async function recordOrderEvent(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  event: ReceivedEvent,
): Promise<RecordResult> {
  return await whereItStands(orderId, async (id) => await recordUnder(env, program, id, event));
}

async function recordUnder(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  event: ReceivedEvent,
): Promise<RecordResult | LinkedAnswer> {
  const { ledger, slot } = ledgerOf(env, program, orderId);
  let plan: AmendmentPlan | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await callObject(async () => await ledger().record(orderId, event, slot, plan));
    if (answer.kind !== "unplanned") return answer;
    const { order, decision } = answer;
    const amendment = await planAmendment(env, program, order, decision, event);
    plan = { amendment, credits: decision.attribution.credits };
  }
  throw new ApiProblem("unavailable");
}
