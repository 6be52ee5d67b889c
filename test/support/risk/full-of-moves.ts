/** An order that people have moved so often that it takes no further move, as long as it is left so. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { Shop } from "../shop.ts";

/** @returns makes room again, as if it had never been moved. */
export async function fullOfMoves(shop: Shop, orderId: string): Promise<() => Promise<void>> {
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, async (object) => {
    for (let number = 0; number < LIMITS.operatorMovesPerOrder; number += 1)
      await object.move(orderId, `again-${number}`, "review", "I look again", 0);
  });
  return async () =>
    await runInDurableObject(ledger, (_, { storage }) => {
      storage.sql.exec("DELETE FROM events WHERE source = 'owner' AND event_id GLOB 'again-*'");
    });
}
