/** Asks the owners of orders what they know of them: one call for each owner. */
import type { OrderRemainder } from "../../../durable-objects/commission-ledger/late-orders/late-desk.ts";
import { objectNamed } from "../../../durable-objects/object/object-named.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { groupedBy } from "../../platform/by-owner.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerName } from "../../platform/objects.ts";

/** Those of the orders that a question is true of. */
export async function ordersThat(
  env: Env,
  program: ProgramConfig,
  orderIds: readonly string[],
  is: (remainder: OrderRemainder) => boolean,
): Promise<Set<string>> {
  const found = new Set<string>();
  await Promise.all(
    [...groupedBy(orderIds, (orderId) => ledgerName(program, orderId))].map(async ([name, own]) => {
      const asked = own.map(({ entry }) => entry);
      const answers = await callObject(
        async () => await objectNamed(env.COMMISSION_LEDGER, name).remaindersOf(asked),
      );
      asked.forEach((orderId, place) => {
        const answer = answers[place];
        if (answer !== undefined && is(answer)) found.add(orderId);
      });
    }),
  );
  return found;
}
