/** What a webhook of Shopify tells, as the Worker reads it. */
import { toldBy } from "../sources/told-by.ts";
import type { Body, LineFacts, OrderFacts } from "./bodies.ts";

export const ORDER_ID = 450_789_469;

export async function told(topic: string, body: unknown, settings: Body = {}, currency = "USD") {
  const headers = { "x-shopify-topic": topic, "x-shopify-triggered-at": "2026-11-25T08:00:00.123456789Z" };
  return await toldBy("shopify", { headers, body, settings, currency });
}

/** 2 teas of 50.00 less 10.00, 10 % tax, shipping of 5.00. */
export const TEA: LineFacts = { price: "50.00", quantity: 2, discount: "10.00", tax: "9.00" };
export const ORDER: OrderFacts = {
  id: ORDER_ID,
  currency: "USD",
  total: "104.00",
  shipping: "5.00",
  lines: [TEA],
};
