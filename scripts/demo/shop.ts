/** The demo's shop: the one of `examples/plain-shop`, opened beside the service, and its signed webhooks. */
import { openShop } from "../../examples/plain-shop/shop.mjs";
import { type Merchant, sendWebhook } from "../../examples/plain-shop/webhook.mjs";
import type { Json } from "./client.ts";

export interface DemoShop {
  /** `localhost:8788`. */
  readonly host: string;
  /** The page that share links lead to. */
  readonly page: string;
  /** Sends a signed webhook as the shop's server does. */
  report(id: string, type: string, data: object): Promise<Json>;
}

/** Opens the shop on the port after the service's own, or on a free one where that is taken. */
export async function openDemoShop(merchant: Merchant): Promise<DemoShop> {
  const port = Number(new URL(merchant.tributary).port) + 1;
  const shop = await openShop({ ...merchant, port }).catch(() => openShop({ ...merchant, port: 0 }));
  return {
    host: shop.host,
    page: `${shop.url}/tea`,
    report: async (id, type, data) => await sendWebhook(merchant, id, type, data),
  };
}
