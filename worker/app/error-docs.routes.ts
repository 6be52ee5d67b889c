/** `GET /docs/errors` and `GET /docs/errors/{code}`: where a problem's `type` leads to. */
import type { ApiApp, ApiContext } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { text } from "../http/route-parts.ts";
import { ERROR_DOCS_POLICY, errorListPage, errorPage } from "./error-docs.ts";
import { errorDocParams } from "./error-docs.shapes.ts";

const readErrorList = defineRoute({
  method: "get",
  path: "/docs/errors",
  operationId: "readErrorCodes",
  tag: "Documentation",
  summary: "All codes of problems",
  access: ["public"],
  responses: { 200: text("text/html", "A page for people") },
});

const readError = defineRoute({
  method: "get",
  path: "/docs/errors/{code}",
  operationId: "readErrorCode",
  tag: "Documentation",
  summary: "What a code of a problem means, and what to do about it",
  access: ["public"],
  request: { params: errorDocParams },
  responses: { 200: text("text/html", "A page for people") },
});

export function registerErrorDocs(app: ApiApp): void {
  app.openapi(readErrorList, (c) => pageAnswer(c, errorListPage()));
  app.openapi(readError, (c) => pageAnswer(c, errorPage(c.req.valid("param").code)));
}

/** The catalogue changes with a release alone, so that a page may be kept for an hour. */
function pageAnswer(c: ApiContext, page: string): Response {
  return c.html(page, 200, {
    "cache-control": "public, max-age=3600",
    "content-security-policy": ERROR_DOCS_POLICY,
  });
}
