/**
 * Lists the orders that had anything happen in a time, each as the body that `orders/updated` has: with its refunds, edits,
 * cancellation and receipt. Deliveries and disputes are told by webhooks of their own, so that they are listed too.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import { listedId } from "../catch-up/listed-id.ts";
import {
  type ListedWebhook,
  type Listing,
  type Page,
  type ReadPage,
  VendorFault,
} from "../catch-up/vendor-api.ts";
import {
  deliveryPageSchema,
  disputePageSchema,
  type ListedOrder,
  orderPageSchema,
  type ShopifyKeys,
  type ShopifyPlace,
  shopifyPlaceSchema,
} from "./list.shapes.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";

/** A version of the Admin API: Shopify answers with the oldest one that it still has when this one is gone. */
const API = "/admin/api/2026-10";
const A_PAGE = 100;
/** A dispute is over long before. */
const DISPUTED_FOR_MS = 200 * 86_400_000;

type Get = (path: string) => ReturnType<Listing["ask"]>;

export function listShopify({ ask, keys, fromMs, untilMs, settings }: Listing): ReadPage {
  const { accessToken } = keys as ShopifyKeys;
  const get: Get = async (path) => await ask(`${API}${path}`, { "x-shopify-access-token": accessToken });
  const range = { fromMs, untilMs };
  return async (cursor) => {
    const place = shopifyPlaceSchema.safeParse(cursor).data ?? { what: "orders" };
    if (place.what === "disputes") return await disputesAt(get, place, range);
    return await ordersAt(get, place, range, settings as ShopifySettings);
  };
}

interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

async function ordersAt(
  get: Get,
  place: ShopifyPlace,
  { fromMs, untilMs }: Range,
  { received }: ShopifySettings,
): Promise<Page> {
  const query = pageQuery(place, {
    status: "any",
    updated_at_min: new Date(fromMs).toISOString(),
    created_at_max: new Date(untilMs).toISOString(),
    order: "created_at asc",
  });
  const answer = await get(`/orders.json?${query}`);
  const { orders } = readAnswer(orderPageSchema, answer);
  const webhooks: ListedWebhook[] = [];
  for (const order of orders) {
    webhooks.push(webhookOf("orders/updated", order, `${order.id}:${order.updated_at ?? ""}`));
    if (received === "delivered") webhooks.push(...(await deliveriesOf(get, order)));
  }
  const pageInfo = nextPageIn(answer.headers);
  return { webhooks, next: pageInfo === undefined ? { what: "disputes" } : { what: "orders", pageInfo } };
}

/** What carriers said of an order's parcels: Shopify notes on the parcel that it was delivered, and elsewhere when. */
async function deliveriesOf(get: Get, { id, fulfillments }: ListedOrder): Promise<ListedWebhook[]> {
  const webhooks: ListedWebhook[] = [];
  for (const parcel of fulfillments.filter(({ shipment_status: status }) => status === "delivered")) {
    const answer = await get(`/orders/${id}/fulfillments/${parcel.id}/events.json`);
    const { fulfillment_events: events } = readAnswer(deliveryPageSchema, answer);
    webhooks.push(...events.map((event) => webhookOf("fulfillment_events/create", event, String(event.id))));
  }
  return webhooks;
}

/** Newest first. A shop without Shopify Payments, or a token that may not read its disputes, has none to list. */
async function disputesAt(get: Get, place: ShopifyPlace, { fromMs, untilMs }: Range): Promise<Page> {
  const done = { webhooks: [], next: null, reachedMs: untilMs };
  const answer = await get(`/shopify_payments/disputes.json?${pageQuery(place, {})}`).catch(
    (error: unknown) => {
      if (error instanceof VendorFault && (error.status === 403 || error.status === 404)) return undefined;
      throw error;
    },
  );
  if (answer === undefined) return done;
  const { disputes } = readAnswer(disputePageSchema, answer);
  const isRecent = ({ initiated_at: at }: { readonly initiated_at?: string | null | undefined }) =>
    at == null || !(Date.parse(at) < fromMs - DISPUTED_FOR_MS);
  const recent = disputes.filter(isRecent);
  const webhooks = recent.map((one) => webhookOf("disputes/update", one, `${one.id}:${one.status}`));
  const pageInfo = nextPageIn(answer.headers);
  if (pageInfo === undefined || recent.length < disputes.length) return { ...done, webhooks };
  return { webhooks, next: { what: "disputes", pageInfo } };
}

/** A page that another one names holds what that one asked for. */
function pageQuery({ pageInfo }: ShopifyPlace, first: Readonly<Record<string, string>>): string {
  const asked = pageInfo === undefined ? first : { page_info: pageInfo };
  return new URLSearchParams({ ...asked, limit: String(A_PAGE) }).toString();
}

/** `Link: <https://…?page_info=…>; rel="next"`: of the address only the name of the page is taken. */
function nextPageIn(headers: Headers): string | undefined {
  const links = (headers.get("link") ?? "").split(",");
  const next = links.find((link) => /rel="?next"?/.test(link));
  const address = /<([^>]+)>/.exec(next ?? "")?.[1] ?? "";
  return (URL.canParse(address) ? new URL(address).searchParams.get("page_info") : null) ?? undefined;
}

function webhookOf(topic: string, body: unknown, id: string): ListedWebhook {
  const headers = new Headers({ "x-shopify-topic": topic, "x-shopify-webhook-id": listedId(topic, id) });
  return { headers, body };
}
