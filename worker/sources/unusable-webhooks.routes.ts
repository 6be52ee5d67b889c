/** `GET …/unusable-webhooks`: what a checkout signed and we could not use, with the reason. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { presentUnusableWebhook, unusableWebhookSchema } from "./webhook.shapes.ts";
import { listUnusableWebhooks } from "./unusable-webhooks.tables.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const LIST = "unusable-webhooks";

const readUnusable = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/unusable-webhooks",
  operationId: "listUnusableWebhooks",
  tag: "Webhooks",
  summary: "List signed webhooks that can never be used, newest first",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(unusableWebhookSchema), "A page of webhooks") },
});

export function registerUnusableWebhooks(app: ApiApp): void {
  app.openapi(readUnusable, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
    const { program } = requireProgram(c);
    const stored = await listUnusableWebhooks(c.env.REPORTS, program.id, before, limit + 1);
    const page = cutPage(stored, limit, (last) => encodeCursor(LIST, [last.number]));
    return c.json({ ...page, data: page.data.map(presentUnusableWebhook) }, 200);
  });
}
