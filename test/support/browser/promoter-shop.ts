/** A program as its promoters see it: a line of them, orders in several states, a case, a contestable sum and terms. */
import { type Manage, managing } from "./manage.ts";
import { ORDERS_AT_ONCE } from "../orders/fraud.ts";

export interface PromoterShop {
  readonly id: string;
  readonly promoterId: string;
  readonly token: string;
  /** Paid, not received, and taken back. */
  readonly orders: readonly [string, string, string];
  readonly call: Manage;
}

const LEVELS = [
  { level: 1, kind: "percentage", rateBps: 1_000 },
  { level: 2, kind: "percentage", rateBps: 500 },
];

const LOOK = {
  name: "Tea friends 茶友",
  colors: { background: "#fffdf7", text: "#2a1f14", accent: "#7a2e12", onAccent: "#ffffff" },
  darkColors: { background: "#1d1712", text: "#f3e9dc", accent: "#f0b48f", onAccent: "#2a1006" },
  logo: `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#7a2e12"/></svg>')}`,
  texts: {
    en: { welcome: "Good to see you", about: "Recommend tea that you like.", contact: "Call Ling." },
    zh: { welcome: "欢迎回来", about: "推荐您喜欢的茶。", contact: "请联系小玲。" },
  },
};

export async function openPromoterShop(origin: string, id: string): Promise<PromoterShop> {
  const call = managing(origin);
  await call("POST", "", {
    id,
    name: "Tea shop",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    allowedHosts: ["shop.example.com"],
    fraud: ORDERS_AT_ONCE,
    settlement: { holdPeriod: "PT0S", minPayout: 1_000 },
  });
  await call("PUT", `/${id}/commission-rules`, { rules: [{ id: "standard", scope: {}, levels: LEVELS }] });
  await call("POST", `/${id}/promoters`, { memberId: "wei", name: "Wei" });
  const { id: promoterId = "" } = await call("POST", `/${id}/promoters`, {
    memberId: "ling",
    name: "Ling 玲",
  });
  await call("POST", `/${id}/promoters`, { memberId: "mei", name: "Mei", uplineMemberId: "ling" });
  const { token = "" } = await call("POST", `/${id}/promoters/${promoterId}/tokens`, {});
  await call("POST", `/${id}/links`, { promoterId, destination: "https://shop.example.com/tea" });
  await call("POST", `/${id}/bindings`, { customerId: "buyer-1", promoterId });
  const orders = ["A-1001", "A-1002", "A-1003"] as const;
  for (const [place, orderId] of orders.entries()) {
    const order = { orderId, amount: 123_456 * (place + 1), currency: "CNY", customerId: "buyer-1" };
    await call("POST", `/${id}/conversions`, order);
  }
  await call("POST", `/${id}/orders/A-1001/events`, { eventId: "received-1", type: "received" });
  await call("POST", `/${id}/orders/A-1003/events`, { eventId: "refund-1", type: "refunded" });
  await call("POST", `/${id}/orders/A-1002/review`, { reason: "Looked at by hand" });
  await call("PUT", `/${id}/look`, LOOK);
  await call("PUT", `/${id}/terms`, { texts: { en: "Be honest with buyers.", zh: "请诚实对待买家。" } });
  return { id, promoterId, token, orders, call };
}
