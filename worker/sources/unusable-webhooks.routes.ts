/** `GET …/unusable-webhooks`: what a checkout signed and we could not use, with the reason. */
import { createRoute, z } from "@hono/zod-openapi";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { cutPage, decodeCursor, encodeCursor, pageOf, pageQuery } from "../http/page.ts";
import { BEARER, json, programParams, REFUSALS } from "../http/route-parts.ts";
import { instantAnswer, instantOf } from "../http/common.shapes.ts";
import { listUnusableWebhooks } from "./unusable-webhooks.tables.ts";

const LIST = "unusable-webhooks";

const entrySchema = z.object({
  source: z.string(),
  webhookId: z.string(),
  reason: z.string(),
  body: z.string(),
  receivedAt: instantAnswer,
});

const readUnusable = createRoute({
  method: "get",
  path: "/v1/programs/{program}/unusable-webhooks",
  summary: "List signed webhooks that can never be used, newest first",
  security: BEARER,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(entrySchema), "A page of webhooks"), ...REFUSALS },
});

export function registerUnusableWebhooks(app: ApiApp): void {
  app.openapi(readUnusable, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
    const { program } = requireProgram(c);
    const stored = await listUnusableWebhooks(c.env.REPORTS, program.id, before, limit + 1);
    const page = cutPage(stored, limit, (last) => encodeCursor(LIST, [last.number]));
    const data = page.data.map(({ source, webhookId, reason, body, receivedAtMs }) => ({
      source,
      webhookId,
      reason,
      body,
      receivedAt: instantOf(receivedAtMs),
    }));
    return c.json({ ...page, data }, 200);
  });
}
