/** Records an event of an order with its owner, by the API or a webhook alike. */
import type { ReceivedEvent, RecordResult } from "../../durable-objects/commission-ledger/order-desk.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerOf } from "../platform/objects.ts";

/** Also for an order that has not come yet: then it waits (`waiting`). */
export async function recordOrderEvent(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  event: ReceivedEvent,
): Promise<RecordResult> {
  const { ledger, slot } = ledgerOf(env, program, orderId);
  return await callObject(async () => await ledger().record(orderId, event, slot));
}
