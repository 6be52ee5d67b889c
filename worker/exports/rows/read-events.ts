/** The dataset `events`: the program's log, in its sequence. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type LoggedNotification, sayEvent } from "../../../domain/notification/logged-event.ts";
import { callObject } from "../../platform/object-call.ts";
import { notifierOf } from "../../platform/objects.ts";
import { type Reading, RowsGone, type TypedSource } from "./source.ts";

/** The members by which data name a person. */
interface Naming {
  readonly memberId?: string | null;
  readonly customerId?: string | null;
}

export const EVENTS: TypedSource<LoggedNotification> = {
  columns: [
    { name: "eventId", type: "string", of: ({ id }) => id },
    { name: "sequence", type: "integer", of: ({ sequence }) => sequence },
    { name: "type", type: "string", of: ({ type }) => type },
    { name: "occurredAt", type: "instant", of: ({ occurredAtMs }) => occurredAtMs },
    { name: "data", type: "string", of: (event, reading) => JSON.stringify(withoutPerson(event, reading)) },
  ],
  atMs: ({ occurredAtMs }) => occurredAtMs,
  placeOf: ({ sequence }) => sequence,
  page: async ({ env, program, fromMs, toMs }, place) => {
    const after = place as number | null;
    const query = { after, types: [], promoter: null, limit: LIMITS.eventsPerPage };
    const answer = await callObject(async () => await notifierOf(env, program).page(query));
    if (answer.kind === "gone") throw new RowsGone("the log was shortened while it was read");
    const { events, next, hasMore } = answer;
    const [first] = events;
    // What came before the oldest event that is kept may have been of the time that is asked for.
    if (after === null && first !== undefined && first.sequence > 1 && first.occurredAtMs > fromMs) {
      throw new RowsGone("the log does not reach back so far");
    }
    const rows = events.filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < toMs);
    return { rows, next: hasMore ? next : null };
  },
};

/** The event's data as they are told, with the tag of the person in place of the merchant's id. */
function withoutPerson(event: LoggedNotification, { program, personTag }: Reading): object {
  const { memberId, customerId, ...rest }: Naming = sayEvent(program, event).data;
  const tagOf = (id: string | null) => (id === null ? null : personTag(id));
  return {
    ...rest,
    ...(memberId === undefined ? {} : { memberTag: tagOf(memberId) }),
    ...(customerId === undefined ? {} : { customerTag: tagOf(customerId) }),
  };
}
