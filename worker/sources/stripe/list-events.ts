/**
 * Lists Stripe's events, which are what its webhooks send. Stripe lists the newest first, and what happened first has to be
 * recorded first. So a short time is asked for whose events fit one page; where they do not, a shorter one. Within one second
 * they come as Stripe lists them.
 */
import { readAnswer } from "../catch-up/ask-vendor.ts";
import { largerSize, smallerSize, unlessTooLarge } from "../catch-up/page-size.ts";
import { type Listing, type Page, type ReadPage, VendorFault } from "../catch-up/vendor-api.ts";
import { type EventPage, eventPageSchema, type EventPlace, eventPlaceSchema } from "./list.shapes.ts";
import { STRIPE_EVENTS } from "./translate.ts";

const A_PAGE = 100;
/** Of a page that is not full the next one asks for a longer time. */
const FEW = 25;
const FIRST_SPAN_S = 3_600;
const LONGEST_SPAN_S = 7 * 86_400;
/** Within one second pages follow as Stripe lists them. */
const SHORTEST_SPAN_S = 1;
/** Full pages: far more than Stripe makes of one account in a second. Beyond them the list has no end. */
const MOST_PAGES_OF_A_SECOND = 50;

export function listEvents({ ask, keys, fromMs, untilMs }: Listing): ReadPage {
  const { key } = keys as { readonly key: string };
  const endS = Math.ceil(untilMs / 1_000);
  const first: EventPlace = { atS: Math.floor(fromMs / 1_000), spanS: FIRST_SPAN_S };
  const eventsOf = async ({ atS, after, size = A_PAGE }: EventPlace, untilS: number): Promise<EventPage> => {
    const query = new URLSearchParams(STRIPE_EVENTS.map((type) => ["types[]", type]));
    query.set("created[gte]", String(atS));
    query.set("created[lt]", String(untilS));
    query.set("limit", String(size));
    if (after !== undefined) query.set("starting_after", after);
    const answer = await ask(`/v1/events?${query.toString()}`, { authorization: `Bearer ${key}` });
    return readAnswer(eventPageSchema, answer);
  };
  return async (cursor) => {
    const place = eventPlaceSchema.safeParse(cursor).data ?? first;
    const { atS, spanS } = place;
    if (atS >= endS) return { webhooks: [], next: null, reachedMs: endS * 1_000 };
    const untilS = Math.min(atS + spanS, endS);
    const found = await unlessTooLarge(place.size ?? A_PAGE, async () => await eventsOf(place, untilS));
    if (found === undefined) return { webhooks: [], next: withLess(place, untilS) };
    const { data, has_more: hasMore } = found;
    if (!hasMore) return pageOf(data, { atS: untilS, spanS: data.length < FEW ? spanS * 4 : spanS }, endS);
    if (untilS - atS > SHORTEST_SPAN_S)
      return { webhooks: [], next: { atS, spanS: shorterSpan(untilS, atS, data) } };
    return withinSecond(data, place, endS);
  };
}

/** What to ask for where an answer was too large: a shorter time, or fewer events of one second. */
function withLess({ size = A_PAGE, ...place }: EventPlace, untilS: number): EventPlace {
  const spanS = untilS - place.atS;
  if (spanS > SHORTEST_SPAN_S) return { ...place, spanS: Math.floor(spanS / 2) };
  return { ...place, size: smallerSize(size) };
}

/** A second that holds more than a page goes on after its last event. @throws VendorFault where it has no end. */
function withinSecond(data: EventPage["data"], place: EventPlace, endS: number): Page {
  const { size = A_PAGE, pages = 0 } = place;
  const after = data.at(-1)?.id;
  if (after === undefined) return pageOf(data, { atS: place.atS + 1, spanS: place.spanS }, endS);
  if (pages + 1 >= (MOST_PAGES_OF_A_SECOND * A_PAGE) / size)
    throw new VendorFault("answer_too_large", { status: 200 });
  const next = { ...place, after, pages: pages + 1, size: largerSize(size, A_PAGE) };
  return { webhooks: webhooksOf(data), next };
}

/** A time in which about half a page may have happened, as near its end as many did. */
function shorterSpan(untilS: number, atS: number, newestFirst: EventPage["data"]): number {
  const spanOfPage = untilS - (newestFirst.at(-1)?.created ?? atS);
  return Math.max(SHORTEST_SPAN_S, Math.min(Math.floor((untilS - atS) / 2), Math.floor(spanOfPage / 2)));
}

function pageOf(newestFirst: EventPage["data"], next: EventPlace, endS: number): Page {
  const webhooks = webhooksOf(newestFirst);
  const isLast = next.atS >= endS;
  const place = { ...next, spanS: Math.min(next.spanS, LONGEST_SPAN_S) };
  return { webhooks, next: isLast ? null : place, reachedMs: next.atS * 1_000 };
}

function webhooksOf(newestFirst: EventPage["data"]) {
  return newestFirst.toReversed().map((event) => ({ headers: new Headers(), body: event }));
}
