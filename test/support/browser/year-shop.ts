/** The demo's year of a shop, with what a year of orders leaves out: a shop has some of everything that a page shows. */
import { bestSellerOf, YEAR } from "../../../scripts/demo/year/shop.ts";
import { makeYear } from "../../../scripts/demo/year/make-year.ts";
import { createTributary } from "../../../sdk/node/tributary.ts";
import { ADMIN_TOKEN } from "../service.ts";
import { managing } from "./manage.ts";

export interface YearShop {
  readonly id: string;
  /** Who sells most, and what signs in to the portal. */
  readonly promoterId: string;
  readonly token: string;
  /** One that the promoter earns by. */
  readonly orderId: string;
}

/** Waits for a person: its buyer was in too much of a hurry. */
export const ORDER_UNDER_REVIEW = "hurried-jun-zhao-1";
export const POSTER_ID = "spring";

export async function openYearShop(origin: string): Promise<YearShop> {
  await makeYear(origin, ADMIN_TOKEN);
  const api = createTributary({ origin, key: ADMIN_TOKEN, program: YEAR });
  const { id: promoterId } = await bestSellerOf(api);
  const path = { id: promoterId };
  const made = await api.post("/v1/programs/{program}/promoters/{id}/tokens", { path, body: {} });
  const { data } = await api.get("/v1/programs/{program}/promoters/{id}/commissions", { path });
  await furnish(origin, promoterId);
  return { id: YEAR, promoterId, token: made.token ?? "", orderId: data[0]?.orderId ?? "" };
}

async function furnish(origin: string, promoterId: string): Promise<void> {
  const call = managing(origin);
  const [text, story] = ["春茶到了：{link}", "It began with three friends."];
  const writes = [
    ["/materials", { id: "tea", kind: "text", title: "春茶", text }],
    [
      "/materials",
      { id: "li", kind: "story", title: "How I began", text: story, who: "Li", hasConsent: true },
    ],
    ["/webhook-endpoints", { url: "https://shop.example.com/hooks", events: ["*"] }],
    ["/posters", { id: POSTER_ID, name: "Spring", qr: { x: 0, y: 0, size: 300 } }],
    ["/people", { email: "finance@shop.example.com", role: "finance" }],
    ["/api-keys", { name: "the shop's server", scopes: ["read"] }],
    [`/promoters/${promoterId}/notes`, { text: "Called.\nSends the account on Monday." }],
    ["/reconciliation", {}],
  ] as const;
  for (const [path, sent] of writes) await call("POST", `/${YEAR}${path}`, sent);
}
