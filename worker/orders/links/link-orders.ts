/** Links two ids of one payment at their owners. */
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerOf, ledgerNameOfSlot, slotOf } from "../../platform/objects.ts";
import { bringTelling } from "./tellings.ts";
import { type OrderIdLink, type OtherId, walkLinks } from "./walk-links.ts";

/** @throws ApiProblem `unavailable` when ids lead on and on. */
export async function linkOrders(env: Env, program: ProgramConfig, link: OrderIdLink): Promise<void> {
  await walkLinks(link, {
    ask: async (from, to) => await askedToLink(env, program, from, to),
    // What only the order that was closed knew goes to the one that stays: who brought it, and what it is worth.
    bring: async (to, closed) => {
      await bringTelling(env, program, to, closed);
    },
  });
}

async function askedToLink(env: Env, program: ProgramConfig, orderId: string, to: OtherId) {
  const { ledger, slot } = ledgerOf(env, program, orderId);
  const toSlot = slotOf(program, "order", to.id);
  const target = { to: to.id, slot: toSlot, ledger: ledgerNameOfSlot(program, toSlot), isGiven: to.isGiven };
  const request = { orderId, slot, target, toReceivedAtMs: to.receivedAtMs };
  return await callObject(async () => await ledger().link(request));
}
