/** Ids of events that may have been told. Whoever opens a dialog again goes on under the same id, until it is known what became of it. */
import type { Order } from "./foretold.ts";

interface EventId {
  readonly eventId: string;
  readonly mayBeDone: boolean;
}

const kept = new Map<string, string>();

/**
 * @param what is told of which order, in words of the page's own.
 * @param fresh an id that nobody has used.
 */
export function eventIdFor(what: string, { events }: Pick<Order, "events">, fresh: string): EventId {
  const eventId = kept.get(what);
  if (eventId !== undefined && !events.some((event) => event.eventId === eventId)) {
    return { eventId, mayBeDone: true };
  }
  kept.delete(what);
  return { eventId: fresh, mayBeDone: false };
}

export function keepEventId(what: string, eventId: string): void {
  kept.set(what, eventId);
}
