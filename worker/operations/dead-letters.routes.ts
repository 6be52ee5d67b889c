/** Messages that a consumer gave up on: seen by the operator, and delivered again once the cause is gone. */
import { deadLetterParams, deadLetterSchema, presentDeadLetter } from "./operations.shapes.ts";
import {
  type DeadLetter,
  findDeadLetter,
  listDeadLetters,
  markReplayed,
} from "../clicks/dead-letters.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json, REPLAY } from "../http/route-parts.ts";
import { parseJson } from "../platform/json-text.ts";

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
  summary: "Deliver a message again, unless it is done; what was counted is not counted twice",
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
    if (letter.doneAtMs !== null) return c.json(presentDeadLetter(letter), 200, REPLAY);
    const nowMs = Date.now();
    await sendAgain(c.env, letter);
    await markReplayed(c.env.REPORTS, id, nowMs);
    return c.json(presentDeadLetter({ ...letter, replayedAtMs: nowMs }), 200);
  });
}

/** To the queue that it came from: a job says its kind. The consumer closes the letter once it is done. */
async function sendAgain(env: Env, { body, number }: DeadLetter): Promise<void> {
  const job = parseJson(body);
  if (typeof job === "object" && job !== null && "kind" in job) {
    const queue = job.kind === "catch_up" ? env.CATCH_UPS : env.JOBS;
    await queue.send({ ...job, letter: number });
  } else await env.EVENTS.send(body, { contentType: "text" });
}
