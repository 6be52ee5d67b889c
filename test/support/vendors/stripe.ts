/** Stripe's list of events: newest first, by time and kind, a page before a given one. */
import { bodiesIn, type Body, pageSizeOf, type Vendor } from "./account.ts";

export const stripe: Vendor = {
  takes: (path) => path === "/v1/events",
  accountOf: (request) => /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1],
  unauthorized: () =>
    Response.json(
      {
        error: {
          type: "invalid_request_error",
          code: "api_key_expired",
          message: "Expired API Key provided: sk_live_***",
        },
      },
      { status: 401 },
    ),
  answer: (account, _, url) => {
    const query = url.searchParams;
    const [from, until] = ["created[gte]", "created[lt]"].map((name) => Number(query.get(name)));
    const types = new Set(query.getAll("types[]"));
    if (types.size === 0 || types.size > 20) return invalid("types");
    const found = bodiesIn(account.events)
      .filter(
        ({ created, type }) =>
          Number(created) >= (from ?? 0) && Number(created) < (until ?? 0) && types.has(String(type)),
      )
      .toSorted((a, b) => Number(b["created"]) - Number(a["created"]));
    const after = query.get("starting_after");
    const begin = after === null ? 0 : found.findIndex(({ id }) => id === after) + 1;
    if (after !== null && begin === 0) return invalid("starting_after");
    const size = pageSizeOf(account, query.get("limit"));
    const data: readonly Body[] = found.slice(begin, begin + size);
    return Response.json({ object: "list", url: "/v1/events", data, has_more: begin + size < found.length });
  },
};

function invalid(param: string): Response {
  return Response.json({ error: { type: "invalid_request_error", param } }, { status: 400 });
}
