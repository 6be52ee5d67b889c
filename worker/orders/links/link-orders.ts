/**
 * Links two ids of one payment: whichever of them has an order, or neither or both, there is one order after it. Safe to
 * repeat, and to be done by several callers at once: each step is one transaction of an id's owner.
 */
import type { ClosedOrder } from "../../../durable-objects/commission-ledger/links/order-link.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerOf, ledgerNameOfSlot, slotOf } from "../../platform/objects.ts";
import { LINKS_FOLLOWED } from "./ask-owner.ts";
import { bringTelling } from "./tellings.ts";

/** What is told of `id` belongs to the order of `belongsTo`. A source says it always in this direction. */
export interface OrderIdLink {
  readonly id: string;
  readonly belongsTo: string;
}

/** @throws ApiProblem `unavailable` when ids lead on and on. */
export async function linkOrders(
  env: Env,
  program: ProgramConfig,
  { id, belongsTo }: OrderIdLink,
): Promise<void> {
  let from = id;
  let to = { id: belongsTo, receivedAtMs: null as number | null };
  for (let steps = 0; steps < LINKS_FOLLOWED; steps += 1) {
    const answer = await askedToLink(env, program, from, to);
    if (answer.kind === "stands") {
      // The other id leads here, unless an older order stands there.
      [from, to] = [to.id, { id: from, receivedAtMs: answer.receivedAtMs }];
    } else {
      if (answer.closed !== undefined) await bringClosed(env, program, answer.to, answer.closed);
      // What already belongs to another id stays there: one payment may pay several invoices, which are several orders.
      if (answer.to === to.id || steps === 0) return;
      from = answer.to;
    }
    if (from === to.id) return;
  }
  throw new ApiProblem("unavailable");
}

async function askedToLink(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  to: { readonly id: string; readonly receivedAtMs: number | null },
) {
  const { ledger, slot } = ledgerOf(env, program, orderId);
  const toSlot = slotOf(program, "order", to.id);
  const target = { to: to.id, slot: toSlot, ledger: ledgerNameOfSlot(program, toSlot) };
  const request = { orderId, slot, target, toReceivedAtMs: to.receivedAtMs };
  return await callObject(async () => await ledger().link(request));
}

/** What only the order that was closed knew goes to the one that stays: who brought it, and what it is worth. */
async function bringClosed(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  { order, evidence }: ClosedOrder,
): Promise<void> {
  await bringTelling(env, program, orderId, { order, evidence });
}
