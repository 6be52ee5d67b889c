/** WooCommerce's list of orders: by the times at which they were made and changed, with the number of pages in a header. */
import { bodiesIn, pageSizeOf, type Vendor } from "./account.ts";

export const woocommerce: Vendor = {
  takes: (path) => path.endsWith("/wp-json/wc/v3/orders"),
  accountOf: (request) => {
    const basic = /^Basic (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    return basic === undefined ? undefined : atob(basic);
  },
  unauthorized: () =>
    Response.json(
      {
        code: "woocommerce_rest_cannot_view",
        message: "Sorry, you cannot list resources.",
        data: { status: 401 },
      },
      { status: 401 },
    ),
  answer: (account, _, url) => {
    const query = url.searchParams;
    if (query.get("dates_are_gmt") !== "true") return new Response(null, { status: 400 });
    const [modified, after, before] = ["modified_after", "after", "before"].map((name) => query.get(name));
    const found = bodiesIn(account.orders)
      .map((order) => ({
        order,
        made: String(order["date_created_gmt"]),
        changed: String(order["date_modified_gmt"]),
      }))
      .filter(
        ({ made, changed }) =>
          changed > (modified ?? "") && made > (after ?? "") && (before == null || made < before),
      )
      .toSorted((a, b) => (a.made < b.made ? -1 : Number(a.made > b.made)));
    const size = pageSizeOf(account, query.get("per_page"));
    const page = Number(query.get("page") ?? 1);
    return Response.json(
      found.slice((page - 1) * size, page * size).map(({ order }) => order),
      {
        headers: {
          "x-wp-total": String(found.length),
          "x-wp-totalpages": String(Math.ceil(found.length / size)),
        },
      },
    );
  },
};
