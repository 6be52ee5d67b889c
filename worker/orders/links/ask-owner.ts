/** Asks the owner of an order, also by an id that leads to another id of it. */
import type { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import type { LinkedAnswer } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerOf } from "../../platform/objects.ts";
import { LINKS_FOLLOWED } from "./walk-links.ts";

type Ledger = Pick<CommissionLedger, "order" | "received" | "linkOf">;

/** What the owner of an order has of it; null when no order is known under the id, nor under one that it leads to. */
async function askOwner<Found>(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  ask: (ledger: Ledger, orderId: string, slot: number) => Promise<Found | null>,
): Promise<Found | null> {
  let asked = orderId;
  for (let followed = 0; followed < LINKS_FOLLOWED; followed += 1) {
    const { ledger, slot } = ledgerOf(env, program, asked);
    const id = asked;
    const found = await callObject(async () => await ask(ledger() as unknown as Ledger, id, slot));
    if (found !== null) return found;
    const next = await callObject(async () => await ledger().linkOf(id, slot));
    if (next === null) return null;
    asked = next;
  }
  return null;
}

export async function findOrder(env: Env, program: ProgramConfig, orderId: string) {
  return await askOwner(env, program, orderId, async (ledger, id, slot) => await ledger.order(id, slot));
}

/** An order with all that was told of it. */
export async function findReceived(env: Env, program: ProgramConfig, orderId: string) {
  return await askOwner(env, program, orderId, async (ledger, id, slot) => await ledger.received(id, slot));
}

/** Does something of an order under its id, or under the one that this leads to. @throws when ids lead on and on. */
export async function whereItStands<Answer extends { readonly kind: string }>(
  orderId: string,
  work: (orderId: string) => Promise<Answer | LinkedAnswer>,
): Promise<Exclude<Answer, LinkedAnswer>> {
  let id = orderId;
  for (let followed = 0; followed < LINKS_FOLLOWED; followed += 1) {
    const answer = await work(id);
    if (!isLinked(answer)) return answer as Exclude<Answer, LinkedAnswer>;
    id = answer.linkedTo;
  }
  throw new ApiProblem("unavailable");
}

function isLinked(answer: { readonly kind: string }): answer is LinkedAnswer {
  return answer.kind === "linked";
}
