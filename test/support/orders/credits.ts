/** The credits of an order, and the time that has passed since it was first received. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Promoter, Shop } from "../shop.ts";

/** All of an order's credit for one promoter. */
export const whole = (promoter: Pick<Promoter, "id">) => [{ promoterId: promoter.id, weightBps: 10_000 }];

export const attributionOf = async (shop: Shop, orderId: string) =>
  (await shop.get(`/orders/${orderId}`)).body.attribution;

/** Moves the first receipt of an order into the past, as if that much time had gone by. */
export async function age(shop: Shop, orderId: string, byMs: number): Promise<void> {
  await runInDurableObject(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`), (_, { storage }) => {
    storage.sql.exec(
      "UPDATE orders SET first_received_at_ms = first_received_at_ms - ? WHERE order_id = ?",
      byMs,
      orderId,
    );
  });
}
