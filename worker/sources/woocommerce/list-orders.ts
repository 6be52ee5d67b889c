/**
 * Lists the orders that were changed since a time, the oldest first, each as the body that `order.updated` has. Pages follow
 * one another by the time at which orders were made, since a list by number shifts when an order of it goes.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import { listedId } from "../catch-up/listed-id.ts";
import { largerSize, markOf, SIZE_STEP, smallerSize, unlessTooLarge } from "../catch-up/page-size.ts";
import type { Listing, Page, ReadPage } from "../catch-up/vendor-api.ts";
import {
  type ListedOrder,
  orderPageSchema,
  type WooCommerceKeys,
  type WooCommercePlace,
  wooCommercePlaceSchema,
} from "./list.shapes.ts";

const A_PAGE = 50;

export function listWooCommerce({ ask, keys, fromMs, untilMs }: Listing): ReadPage {
  const { site, consumerKey, consumerSecret } = keys as WooCommerceKeys;
  const path = `${new URL(site).pathname.replace(/\/+$/, "")}/wp-json/wc/v3/orders`;
  const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64")}`;
  return async (cursor) => {
    const place = wooCommercePlaceSchema.safeParse(cursor).data ?? { afterMs: null, page: 1 };
    const size = sizeOf(place);
    const query = new URLSearchParams({
      modified_after: timeOf(fromMs - 1_000),
      before: timeOf(untilMs),
      ...(place.afterMs === null ? {} : { after: timeOf(place.afterMs) }),
      dates_are_gmt: "true",
      orderby: "date",
      order: "asc",
      per_page: String(size),
      page: String(place.page),
    });
    const page = await unlessTooLarge(size, async () => {
      const answer = await ask(`${path}?${query.toString()}`, { authorization });
      return { headers: answer.headers, orders: readAnswer(orderPageSchema, answer) };
    });
    if (page === undefined) return { webhooks: [], next: withLess(place) };
    const { orders, headers } = page;
    return pageOf(orders, { place, isLast: isLast(headers, orders, place), untilMs });
  };
}

function sizeOf({ size = A_PAGE }: WooCommercePlace): number {
  return size;
}

/** The same page once more, as the first of several smaller ones. */
function withLess(place: WooCommercePlace): WooCommercePlace {
  const size = smallerSize(sizeOf(place));
  return { ...place, page: ((place.page - 1) * sizeOf(place)) / size + 1, size };
}

/** The page behind this one: a larger one, where smaller ones before it are a whole number of larger ones. */
function pageBehind(place: WooCommercePlace): WooCommercePlace {
  const larger = sizeOf(place) * SIZE_STEP;
  if (larger > A_PAGE || place.page % SIZE_STEP !== 0) return { ...place, page: place.page + 1 };
  return { ...place, page: place.page / SIZE_STEP + 1, size: larger };
}

/** A shop says how many pages there are. Where something on the way takes that off, a page that is not full is the last. */
function isLast(headers: Headers, orders: readonly ListedOrder[], place: WooCommercePlace): boolean {
  const pages = headers.get("x-wp-totalpages");
  if (orders.length === 0) return true;
  return pages === null ? orders.length < sizeOf(place) : !(place.page < Number(pages));
}

interface Around {
  readonly place: WooCommercePlace;
  readonly isLast: boolean;
  readonly untilMs: number;
}

function pageOf(orders: readonly ListedOrder[], { place, isLast: ends, untilMs }: Around): Page {
  const webhooks = orders.map((order) => {
    const id = listedId(order.id, order.date_modified_gmt ?? "");
    const headers = new Headers({ "x-wc-webhook-topic": "order.updated", "x-wc-webhook-delivery-id": id });
    return { headers, body: order };
  });
  const [first, last] = [orders[0], orders.at(-1)].map((order) => madeAt(order));
  if (ends) return { webhooks, next: null, reachedMs: untilMs };
  // Those of the last second come again: others of it may follow.
  const next =
    first !== undefined && last !== undefined && last > first
      ? { afterMs: last - 1_000, page: 1, size: largerSize(sizeOf(place), A_PAGE) }
      : pageBehind(place);
  return { webhooks, next, mark: markOf(orders) };
}

function madeAt(order: ListedOrder | undefined): number | undefined {
  const text = order?.date_created_gmt;
  return text == null ? undefined : Date.parse(`${text}Z`);
}

/** In UTC, as WordPress writes it: to the second, and without saying so. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
