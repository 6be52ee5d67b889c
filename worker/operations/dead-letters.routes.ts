/** Messages that a consumer gave up on: seen by the operator, and delivered again once the cause is gone. */
import { deadLetterParams, deadLetterSchema, presentDeadLetter } from "./operations.shapes.ts";
import { findDeadLetter, listDeadLetters, markReplayed } from "../clicks/dead-letters.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const listLetters = defineRoute({
  method: "get",
  path: "/v1/dead-letters",
  operationId: "listDeadLetters",
  tag: "Operations",
  summary: "Messages given up on, newest first",
  access: ["operator"],
  request: { query: pageQuery },
  responses: { 200: json(pageOf(deadLetterSchema), "A page of messages") },
});

const replayLetter = defineRoute({
  method: "post",
  path: "/v1/dead-letters/{id}/replay",
  operationId: "replayDeadLetter",
  tag: "Operations",
  summary: "Deliver a message again; what was counted is not counted twice",
  access: ["operator"],
  request: { params: deadLetterParams },
  responses: { 200: json(deadLetterSchema, "Sent") },
});

export function registerDeadLetters(app: ApiApp): void {
  app.openapi(listLetters, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor("dead-letters", cursor, [0]) ?? [null];
    const letters = await listDeadLetters(c.env.REPORTS, before, limit + 1);
    const page = cutPage(letters, limit, (last) => encodeCursor("dead-letters", [last.number]));
    return c.json({ ...page, data: page.data.map(presentDeadLetter) }, 200);
  });
  app.openapi(replayLetter, async (c) => {
    const { id } = c.req.valid("param");
    const letter = await findDeadLetter(c.env.REPORTS, id);
    if (letter === null) throw new ApiProblem("unknown_dead_letter");
    const nowMs = Date.now();
    await c.env.EVENTS.send(letter.body, { contentType: "text" });
    await markReplayed(c.env.REPORTS, id, nowMs);
    return c.json(presentDeadLetter({ ...letter, replayedAtMs: nowMs }), 200);
  });
}
