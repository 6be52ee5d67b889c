/**
 * Lists Stripe's events, which are what its webhooks send. Stripe lists the newest first, and what happened first has to be
 * recorded first. So a short time is asked for whose events fit one page; where they do not, a shorter one.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import {
  type ListedWebhook,
  type Listing,
  type Page,
  type ReadPage,
  VendorFault,
} from "../catch-up/vendor-api.ts";
import { type EventPage, eventPageSchema, type EventPlace, eventPlaceSchema } from "./list.shapes.ts";
import { STRIPE_EVENTS } from "./translate.ts";

const A_PAGE = 100;
/** Of a page that is not full the next one asks for a longer time. */
const FEW = 25;
const FIRST_SPAN_S = 3_600;
const LONGEST_SPAN_S = 7 * 86_400;
/** Of one second all pages are read together. */
const SHORTEST_SPAN_S = 1;
/** Far more than Stripe makes of one account in a second. Beyond them the list has no end. */
const MOST_PAGES_OF_A_SECOND = 50;

export function listEvents({ ask, keys, fromMs, untilMs }: Listing): ReadPage {
  const { key } = keys as { readonly key: string };
  const endS = Math.ceil(untilMs / 1_000);
  const first = { atS: Math.floor(fromMs / 1_000), spanS: FIRST_SPAN_S };
  const eventsOf = async (fromS: number, untilS: number, after?: string): Promise<EventPage> => {
    const query = new URLSearchParams(STRIPE_EVENTS.map((type) => ["types[]", type]));
    query.set("created[gte]", String(fromS));
    query.set("created[lt]", String(untilS));
    query.set("limit", String(A_PAGE));
    if (after !== undefined) query.set("starting_after", after);
    const answer = await ask(`/v1/events?${query.toString()}`, { authorization: `Bearer ${key}` });
    return readAnswer(eventPageSchema, answer);
  };
  return async (cursor) => {
    const { atS, spanS } = eventPlaceSchema.safeParse(cursor).data ?? first;
    const untilS = Math.min(atS + spanS, endS);
    if (atS >= endS) return { webhooks: [], next: null, reachedMs: endS * 1_000 };
    let { data, has_more: hasMore } = await eventsOf(atS, untilS);
    if (hasMore && untilS - atS > SHORTEST_SPAN_S)
      return { webhooks: [], next: { atS, spanS: shorterSpan(untilS, atS, data) } };
    for (let pages = 1; hasMore; pages += 1) {
      if (pages === MOST_PAGES_OF_A_SECOND) throw new VendorFault("answer_too_large", { status: 200 });
      const older = await eventsOf(atS, untilS, data.at(-1)?.id);
      data = [...data, ...older.data];
      hasMore = older.has_more && older.data.length > 0;
    }
    return pageOf(data, { atS: untilS, spanS: data.length < FEW ? spanS * 4 : spanS }, endS);
  };
}

/** A time in which about half a page may have happened, as near its end as many did. */
function shorterSpan(untilS: number, atS: number, newestFirst: EventPage["data"]): number {
  const spanOfPage = untilS - (newestFirst.at(-1)?.created ?? atS);
  return Math.max(SHORTEST_SPAN_S, Math.min(Math.floor((untilS - atS) / 2), Math.floor(spanOfPage / 2)));
}

function pageOf(newestFirst: EventPage["data"], next: EventPlace, endS: number): Page {
  const webhooks = newestFirst.toReversed().map((event): ListedWebhook => {
    return { headers: new Headers(), body: event };
  });
  const isLast = next.atS >= endS;
  const place = { ...next, spanS: Math.min(next.spanS, LONGEST_SPAN_S) };
  return { webhooks, next: isLast ? null : place, reachedMs: next.atS * 1_000 };
}
