/** Answers a webhook in the form that its vendor wants, whatever became of it: what is in the body beside ours follows. */
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../access/api-env.ts";
import { isSource, SOURCES } from "./sources.ts";

export const inVendorsForm: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  const source = c.req.param("source") ?? "";
  const answerMembers = isSource(source) ? SOURCES[source].answerMembers : undefined;
  const { status, headers } = c.res;
  const isJson = /[/+]json\b/.test(headers.get("content-type") ?? "");
  if (answerMembers === undefined || !isJson) return;
  const body = await c.res.json<Record<string, unknown>>();
  c.res = new Response(JSON.stringify({ ...body, ...answerMembers(status, body) }), { status, headers });
};
