/** Fills a service with orders in batches, until each stands in its wallet and in the lists. */
import { setTimeout as wait } from "node:timers/promises";
import type { Report } from "../report.ts";
import { PROGRAM, type Shop } from "../shop.ts";
import type { Tributary } from "../subjects/tributary.ts";
import { type Member, orderBatches, ORDERS_PER_BATCH } from "./order-load.ts";
import { tellOrders } from "./tell-orders.ts";

const AT_ONCE = 2_000;
const CONNECTIONS = 8;
const QUIET_WITHIN_MS = 300_000;

/** Tells so many orders, or the next hundred beyond, and waits until nothing of them is under way. */
export async function fillWithOrders(
  report: Report,
  service: Tributary,
  shop: Shop,
  sellers: readonly Member[],
  { name, orders }: { readonly name: string; readonly orders: number },
): Promise<void> {
  const addressee = {
    origin: service.url,
    apiKeys: [shop.apiKey],
    unanswered: () => report.unanswered("Tributary, filling"),
  };
  for (let told = 0; told < orders; told += AT_ONCE) {
    const count = Math.max(ORDERS_PER_BATCH, Math.min(AT_ONCE, orders - told));
    const bodies = orderBatches(`${name}${told}`, count, sellers, shop.programNumber);
    await tellOrders(addressee, bodies, CONNECTIONS);
  }
  report.say(`${name}: ${orders.toLocaleString("en")} orders`);
  await untilQuiet(shop);
}

async function untilQuiet({ api }: Shop): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const { done } = await api.get(`/v1/programs/${PROGRAM}/projections/rebuild`);
    if (done === true) return;
    if (performance.now() - startedAt > QUIET_WITHIN_MS) throw new Error("the lists do not fill");
    await wait(500);
  }
}
