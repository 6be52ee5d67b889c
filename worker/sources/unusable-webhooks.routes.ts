/** `GET …/unusable-webhooks`: what a checkout signed and we could not use, with the reason, and the way to try it again. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { decodeCursor, encodeCursor } from "../http/page.ts";
import { ApiProblem } from "../http/problem.ts";
import { json, REPLAY } from "../http/route-parts.ts";
import { replayWebhook } from "./replay-webhook.ts";
import { findUnusableWebhook, listUnusableWebhooks } from "./unusable-webhooks.tables.ts";
import {
  presentUnusableWebhook,
  unusableWebhookParams,
  unusableWebhookSchema,
  webhookAnswerSchema,
} from "./webhook.shapes.ts";

const LIST = "unusable-webhooks";
const PATH = "/v1/programs/{program}/unusable-webhooks";

const readUnusable = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listUnusableWebhooks",
  tag: "Webhooks",
  summary: "List signed webhooks that could not be used, newest first",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(unusableWebhookSchema), "A page of webhooks; large bodies make it short") },
});

const replayUnusable = defineRoute({
  method: "post",
  path: `${PATH}/{id}/replay`,
  operationId: "replayUnusableWebhook",
  tag: "Webhooks",
  summary: "Try a webhook again once its cause is gone, as of when it was received",
  access: ["operator", "key:orders", "key:manage"],
  audit: "own_record",
  request: { params: unusableWebhookParams },
  responses: {
    200: json(webhookAnswerSchema, "What became of it. What could be used is not listed any more"),
  },
});

export function registerUnusableWebhooks(app: ApiApp): void {
  app.openapi(readUnusable, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
    const { program } = requireProgram(c);
    const page = await listUnusableWebhooks(c.env.REPORTS, program.id, "open", before, limit);
    const last = page.webhooks.at(-1);
    const nextCursor = page.hasMore && last !== undefined ? encodeCursor(LIST, [last.number]) : null;
    return c.json({ data: page.webhooks.map(presentUnusableWebhook), nextCursor }, 200);
  });
  app.openapi(replayUnusable, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const stored = await findUnusableWebhook(c.env.REPORTS, program.id, id);
    if (stored === null) throw new ApiProblem("unknown_webhook");
    const { answer, repeated } = await replayWebhook(c.env, program, stored);
    return c.json(answer, 200, repeated ? REPLAY : {});
  });
}
