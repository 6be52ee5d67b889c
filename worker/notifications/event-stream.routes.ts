/** What happens in a program, as it happens: over a WebSocket, or as server-sent events for whoever asks for those. */
import type { ListenerRequest } from "../../durable-objects/notifier/listeners.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { problemAnswer, text } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { notifierOf } from "../platform/objects.ts";
import { lastEventOf, streamQuery } from "./event.shapes.ts";
import { serverSentEvents } from "./server-sent-events.ts";

const streamEvents = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/events/stream",
  operationId: "streamEvents",
  tag: "Events",
  summary: "Hear of what happens as it happens",
  description: `A WebSocket, where the request asks for an upgrade; else \`text/event-stream\`. Each message is one event, as \`GET …/events\` lists it. A promoter's token hears of its own.

The stream tells nothing more after a quarter of an hour, and ends with the next event. It ends too when the service restarts, and when you do not keep up. Listen again after the last event that you have: nothing is lost. An \`EventSource\` does so by itself. On a WebSocket, \`ping\` is answered \`pong\`.`,
  access: ["operator", "key:read", "promoter:own"],
  headers: [
    {
      name: "Last-Event-ID",
      description: "As `after`, which it goes before: browsers send it when they come again",
      required: false,
      example: "evt_V1StGXR8_Z5jdHi6B-myT0",
    },
  ],
  request: { params: programParams, query: streamQuery },
  responses: {
    101: { description: "A WebSocket: each message is one event as JSON" },
    200: text("text/event-stream", "Each event as JSON in `data`, under its `id`"),
    409: problemAnswer(problemSchema, "Too many events wait: read pages first"),
    410: problemAnswer(problemSchema, "What follows is not kept any more, or `after` was never in the log"),
  },
});

export function registerEventStream(app: ApiApp): void {
  app.openapi(streamEvents, async (c) => {
    const { program, principal } = requireProgram(c);
    const { after = null, type: types } = c.req.valid("query");
    const { id, currency } = program;
    const last = lastEventOf(c.req.header("last-event-id"));
    // To go on from now would pass over, in silence, what it missed.
    if (last === undefined) throw invalidLastEvent();
    const socket = await listen(c.env, program, {
      program: { id, currency },
      after: last ?? after,
      types,
      promoter: principal.kind === "promoter" ? principal.promoter : null,
    });
    return c.req.header("upgrade")?.toLowerCase() === "websocket"
      ? new Response(null, { status: 101, webSocket: socket })
      : serverSentEvents(socket);
  });
}

function invalidLastEvent(): ApiProblem {
  const message = "expected the id or the number of an event";
  return new ApiProblem("invalid_parameter", { errors: [{ path: "Last-Event-ID", message }] });
}

/** @throws ApiProblem where the log does not go on from there, or too many events wait. */
async function listen(
  env: Env,
  program: Parameters<typeof notifierOf>[1],
  listener: ListenerRequest,
): Promise<WebSocket> {
  const headers = { upgrade: "websocket", listener: JSON.stringify(listener) };
  const { status, webSocket } = await callObject(
    async () => await notifierOf(env, program).fetch("https://notifier/", { headers }),
  );
  if (status === 410) throw new ApiProblem("events_gone");
  if (status === 409) throw new ApiProblem("events_far_behind");
  if (webSocket === null) throw new ApiProblem("unavailable");
  return webSocket;
}
