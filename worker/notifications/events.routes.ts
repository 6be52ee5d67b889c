/** What happened in a program: its log of events, to be read on from wherever a caller is. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { json, problemAnswer } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { notifierOf } from "../platform/objects.ts";
import { EVENTS, eventsQuery, eventsSchema } from "./event.shapes.ts";
import { presentEvent } from "./present-event.ts";

const readEvents = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/events",
  operationId: "listEvents",
  tag: "Events",
  summary: "List what happened, oldest first, after an event that you have",
  access: ["operator", "key:read", "promoter:own"],
  request: { params: programParams, query: eventsQuery },
  responses: {
    200: json(eventsSchema, "A page of events; a promoter's token finds its own"),
    410: problemAnswer(problemSchema, "What follows is not kept any more, or `after` was never in the log"),
  },
});

export function registerEvents(app: ApiApp): void {
  for (const { type, means, schema } of EVENTS) {
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      summary: means,
      tags: ["Events"],
      request: { body: { required: true, content: { "application/json": { schema } } } },
      responses: { 200: { description: "Taken" } },
    });
  }
  app.openapi(readEvents, async (c) => {
    const { program, principal } = requireProgram(c);
    const { after = null, type: types, limit } = c.req.valid("query");
    const promoter = principal.kind === "promoter" ? principal.promoter : null;
    const answer = await callObject(
      async () => await notifierOf(c.env, program).page({ after, types, promoter, limit }),
    );
    if (answer.kind === "gone") {
      throw new ApiProblem("events_gone", {
        detail: `the oldest event that is kept is number ${answer.first}`,
      });
    }
    const { events, next, hasMore } = answer;
    return c.json({ data: events.map((event) => presentEvent(program, event)), next, hasMore }, 200);
  });
}
