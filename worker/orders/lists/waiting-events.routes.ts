/** `GET …/waiting-events`: what was told of orders that have not come. Each counts as soon as its order comes. */
import { objectNamed } from "../../../durable-objects/object/object-named.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { pageOf, pageQuery } from "../../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { json } from "../../http/route-parts.ts";
import { callObject } from "../../platform/object-call.ts";
import { pageOverLedgers } from "../../read-models/existing-objects.ts";
import { presentWaitingEvent, waitingEventSchema } from "./waiting-events.shapes.ts";

const LIST = "waiting-events";

const listWaiting = defineRoute({
  method: "get",
  path: `/v1/programs/{program}/${LIST}`,
  operationId: "listWaitingEvents",
  tag: "Orders",
  summary: "Events that were told before their orders, and wait for them",
  access: ["operator", "key:orders", "key:read"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(waitingEventSchema), "A page of events, order by order") },
});

export function registerWaitingEvents(app: ApiApp): void {
  app.openapi(listWaiting, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [ledger, order, event] = decodeCursor(LIST, cursor, [0, 0, 0]) ?? [0, 0, 0];
    const found = await pageOverLedgers(c.env, program, ledger, limit + 1, async (name, isFirst, left) => {
      const after = isFirst ? { order, event } : { order: 0, event: 0 };
      return await callObject(
        async () => await objectNamed(c.env.COMMISSION_LEDGER, name).waitingEvents(after, left),
      );
    });
    const page = cutPage(found, limit, ({ ledger: last, place }) =>
      encodeCursor(LIST, [last, place.order, place.event]),
    );
    return c.json({ ...page, data: page.data.map(presentWaitingEvent) }, 200);
  });
}
