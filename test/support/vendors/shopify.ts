/** Shopify's Admin API: orders by their times, pages that name the next one in `Link`, deliveries, and disputes. */
import { type Account, bodiesIn, type Body, pageSizeOf, type Vendor } from "./account.ts";

const API = "/admin/api/";

export const shopify: Vendor = {
  takes: (path) => path.startsWith(API),
  accountOf: (request) => request.headers.get("x-shopify-access-token") ?? undefined,
  unauthorized: () =>
    Response.json(
      { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
      { status: 401 },
    ),
  answer: (account, _, url) => {
    const path = url.pathname.replace(/^\/admin\/api\/[^/]+/, "");
    const parcel = /^\/orders\/\w+\/fulfillments\/(\w+)\/events\.json$/.exec(path)?.[1];
    if (parcel !== undefined)
      return Response.json({ fulfillment_events: account.deliveries?.[parcel] ?? [] });
    if (path === "/orders.json") return listOf(account, url, "orders", ordersIn(account, url.searchParams));
    if (path !== "/shopify_payments/disputes.json") return new Response(null, { status: 404 });
    // Of a shop without Shopify Payments.
    if (account.disputes === undefined) return Response.json({ errors: "Not Found" }, { status: 404 });
    return listOf(account, url, "disputes", account.disputes);
  },
};

function ordersIn({ orders }: Account, query: URLSearchParams): Body[] {
  const [since, until] = ["updated_at_min", "created_at_max"].map((name) =>
    Date.parse(query.get(name) ?? ""),
  );
  return bodiesIn(orders)
    .filter(
      (order) =>
        !(Date.parse(String(order["updated_at"])) < (since ?? 0)) &&
        !(Date.parse(String(order["created_at"])) > (until ?? 0)),
    )
    .toSorted((a, b) => Date.parse(String(a["created_at"])) - Date.parse(String(b["created_at"])));
}

/** The name of a page holds what the first one asked for. */
function listOf(
  account: Account,
  url: URL,
  member: "orders" | "disputes",
  asked: readonly object[],
): Response {
  const info = url.searchParams.get("page_info");
  if (info !== null && [...url.searchParams.keys()].some((name) => !["page_info", "limit"].includes(name)))
    return Response.json({ errors: { page_info: "takes no other filters" } }, { status: 400 });
  const held = info === null ? undefined : (JSON.parse(atob(info)) as { query: string; at: number });
  const at = held?.at ?? 0;
  const found =
    held === undefined || member === "disputes" ? asked : ordersIn(account, new URLSearchParams(held.query));
  const size = pageSizeOf(account, url.searchParams.get("limit") ?? "50");
  const query = held?.query ?? url.searchParams.toString();
  const next = new URL(url);
  next.search = new URLSearchParams({
    page_info: btoa(JSON.stringify({ query, at: at + size })),
    limit: String(size),
  }).toString();
  const headers = at + size < found.length ? { link: `<${next.href}>; rel="next"` } : {};
  return Response.json(
    { [member]: found.slice(at, at + size) },
    { headers: new Headers(headers as Record<string, string>) },
  );
}
