/**
 * Lists the orders that were changed since a time, the oldest first, each as the body that `order.updated` has. Pages follow
 * one another by the time at which orders were made, since a list by number shifts when an order of it goes.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import { listedId } from "../catch-up/listed-id.ts";
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
    const query = new URLSearchParams({
      modified_after: timeOf(fromMs - 1_000),
      before: timeOf(untilMs),
      ...(place.afterMs === null ? {} : { after: timeOf(place.afterMs) }),
      dates_are_gmt: "true",
      orderby: "date",
      order: "asc",
      per_page: String(A_PAGE),
      page: String(place.page),
    });
    const answer = await ask(`${path}?${query.toString()}`, { authorization });
    const orders = readAnswer(orderPageSchema, answer);
    return pageOf(orders, { place, isLast: isLast(answer.headers, orders, place), untilMs });
  };
}

/** A shop says how many pages there are. Where something on the way takes that off, a page that is not full is the last. */
function isLast(headers: Headers, orders: readonly ListedOrder[], { page }: WooCommercePlace): boolean {
  const pages = headers.get("x-wp-totalpages");
  return pages === null ? orders.length < A_PAGE : !(page < Number(pages));
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
      ? { afterMs: last - 1_000, page: 1 }
      : { ...place, page: place.page + 1 };
  return { webhooks, next };
}

function madeAt(order: ListedOrder | undefined): number | undefined {
  const text = order?.date_created_gmt;
  return text == null ? undefined : Date.parse(`${text}Z`);
}

/** In UTC, as WordPress writes it: to the second, and without saying so. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
