/**
 * Lists the orders that had anything happen in a time, each as the body that `orders/updated` has: with its refunds, edits,
 * cancellation and receipt. Deliveries and disputes are told by webhooks of their own, so that they are listed too.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import { listedId } from "../catch-up/listed-id.ts";
import { largerSize, markOf, smallerSize, unlessTooLarge } from "../catch-up/page-size.ts";
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

export function listShopify({ ask, keys, fromMs, untilMs, settings, isOver }: Listing): ReadPage {
  const { accessToken } = keys as ShopifyKeys;
  const get: Get = async (path) => await ask(`${API}${path}`, { "x-shopify-access-token": accessToken });
  const range = { fromMs, untilMs, isOver };
  return async (cursor) => {
    const place = shopifyPlaceSchema.safeParse(cursor).data ?? { what: "orders" };
    if (place.what === "disputes") return await disputesAt(get, place, range);
    return await ordersAt(get, place, range, settings as ShopifySettings);
  };
}

type Range = Pick<Listing, "fromMs" | "untilMs" | "isOver">;

async function ordersAt(
  get: Get,
  place: ShopifyPlace,
  { fromMs, untilMs, isOver }: Range,
  { received }: ShopifySettings,
): Promise<Page> {
  const query = pageQuery(place, {
    status: "any",
    updated_at_min: new Date(fromMs).toISOString(),
    created_at_max: new Date(untilMs).toISOString(),
    order: "created_at asc",
  });
  const page = await unlessTooLarge(sizeOf(place), async () => {
    const { headers, ...answer } = await get(`/orders.json?${query}`);
    return { headers, orders: readAnswer(orderPageSchema, { headers, ...answer }).orders };
  });
  if (page === undefined) return lessOf(place);
  const steps = stepsOf(page.orders, received);
  const begin = beginOf(steps, place);
  const webhooks: ListedWebhook[] = [];
  // What is read once more is our own doing, also where the page has changed meanwhile and is begun again.
  const mark = place.done === undefined ? { mark: `orders ${markOf(page.orders)}` } : {};
  for (const [at, step] of steps.entries()) {
    if (at < begin) continue;
    // What takes a request is a step: so a slow vendor, or an order of many parcels, takes several pieces of work.
    if (at > begin && step.parcel !== undefined && isOver()) {
      const last = steps[at - 1]?.name ?? "";
      return { webhooks, next: { ...place, done: { steps: at, last } }, ...mark };
    }
    webhooks.push(...(await webhooksOf(get, step)));
  }
  const pageInfo = nextPageIn(page.headers);
  const next: ShopifyPlace =
    pageInfo === undefined ? { what: "disputes" } : { what: "orders", pageInfo, size: nextSizeOf(place) };
  return { webhooks, next, ...mark };
}

interface Step {
  readonly name: string;
  readonly order: ListedOrder;
  /** A parcel of that order, of which Shopify says elsewhere when it was delivered; absent: the order itself. */
  readonly parcel?: string | number;
}

/** Each order, and behind it its parcels that were delivered, where receipt is their delivery. */
function stepsOf(orders: readonly ListedOrder[], received: ShopifySettings["received"]): Step[] {
  return orders.flatMap((order): Step[] => {
    const delivered =
      received === "delivered"
        ? order.fulfillments.filter(({ shipment_status: status }) => status === "delivered")
        : [];
    const parcels = delivered.map(({ id }) => ({ name: `${order.id} ${id}`, order, parcel: id ?? "" }));
    return [{ name: String(order.id), order }, ...parcels];
  });
}

/** Where an order of the page went meanwhile, the page begins again. */
function beginOf(steps: readonly Step[], { done }: ShopifyPlace): number {
  return done !== undefined && steps[done.steps - 1]?.name === done.last ? done.steps : 0;
}

async function webhooksOf(get: Get, { order, parcel }: Step): Promise<ListedWebhook[]> {
  if (parcel === undefined)
    return [webhookOf("orders/updated", order, `${order.id}:${order.updated_at ?? ""}`)];
  const [orderId, parcelId] = [order.id ?? "", parcel].map((id) =>
    encodeURIComponent(String(id).toWellFormed()),
  );
  const answer = await unlessGone(
    async () => await get(`/orders/${orderId}/fulfillments/${parcelId}/events.json`),
  );
  if (answer === undefined) return [];
  const { fulfillment_events: events } = readAnswer(deliveryPageSchema, answer);
  return events.map((event) => webhookOf("fulfillment_events/create", event, String(event.id)));
}

/** A parcel that was taken off its order meanwhile has no events. */
async function unlessGone<Answer>(asked: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked();
  } catch (error) {
    if (error instanceof VendorFault && error.status === 404) return undefined;
    throw error;
  }
}

function sizeOf({ size = A_PAGE }: ShopifyPlace): number {
  return size;
}

function nextSizeOf(place: ShopifyPlace): number {
  return largerSize(sizeOf(place), A_PAGE);
}

/** The same page once more, of which less is asked for. */
function lessOf({ done: _done, ...place }: ShopifyPlace): Page {
  return { webhooks: [], next: { ...place, size: smallerSize(sizeOf(place)) } };
}

/** Newest first. A shop without Shopify Payments, or a token that may not read its disputes, has none to list. */
async function disputesAt(get: Get, place: ShopifyPlace, { fromMs, untilMs }: Range): Promise<Page> {
  const done = { webhooks: [], next: null, reachedMs: untilMs };
  const page = await unlessTooLarge(sizeOf(place), async () => await disputePage(get, place));
  if (page === undefined) return lessOf(place);
  if (page === "none") return done;
  const { disputes, headers } = page;
  const isRecent = ({ initiated_at: at }: { readonly initiated_at?: string | null | undefined }) =>
    at == null || !(Date.parse(at) < fromMs - DISPUTED_FOR_MS);
  const recent = disputes.filter(isRecent);
  const webhooks = recent.map((one) => webhookOf("disputes/update", one, `${one.id}:${one.status}`));
  const pageInfo = nextPageIn(headers);
  if (pageInfo === undefined || recent.length < disputes.length) return { ...done, webhooks };
  const next: ShopifyPlace = { what: "disputes", pageInfo, size: nextSizeOf(place) };
  return { webhooks, next, mark: `disputes ${markOf(disputes)}` };
}

async function disputePage(get: Get, place: ShopifyPlace) {
  try {
    const answer = await get(`/shopify_payments/disputes.json?${pageQuery(place, {})}`);
    return { headers: answer.headers, disputes: readAnswer(disputePageSchema, answer).disputes };
  } catch (error) {
    if (error instanceof VendorFault && (error.status === 403 || error.status === 404)) return "none";
    throw error;
  }
}

/** A page that another one names holds what that one asked for. */
function pageQuery(place: ShopifyPlace, first: Readonly<Record<string, string>>): string {
  const asked = place.pageInfo === undefined ? first : { page_info: place.pageInfo };
  return new URLSearchParams({ ...asked, limit: String(sizeOf(place)) }).toString();
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
