/** `POST …/conversions`: one conversion or up to 500, each decided alone. */
import { createRoute } from "@hono/zod-openapi";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { BEARER, json, programParams, REFUSALS, REPLAY } from "../http/route-parts.ts";
import { conversionsBodySchema, readConversionsBody } from "./conversion.shapes.ts";
import { orderResultsSchema } from "./order.shapes.ts";
import type { ProblemCode } from "../http/problem-catalogue.ts";
import { ApiProblem } from "../http/problem.ts";
import { recordConversions } from "./record-conversions.ts";

const BODY = "ConversionsBody";

const postConversions = createRoute({
  method: "post",
  path: "/v1/programs/{program}/conversions",
  summary: "Record one conversion, or up to 500; each order is decided once",
  security: BEARER,
  // Described, not validated here: each entry of a batch stands alone.
  request: {
    params: programParams,
    body: {
      required: true,
      content: { "application/json": { schema: { $ref: `#/components/schemas/${BODY}` } } },
    },
  },
  responses: { 200: json(orderResultsSchema, "What became of each, in sequence"), ...REFUSALS },
});

export function registerConversions(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, conversionsBodySchema);
  app.openapi(postConversions, async (c) => {
    const { kind, entries } = readConversionsBody(await c.req.json());
    const results = await recordConversions(c.env, requireProgram(c).program, entries, "refuse");
    if (kind === "batch") return c.json({ results }, 200);
    const [result] = results;
    if (result?.status === "conflict") throw new ApiProblem("idempotency_conflict", { extra: { results } });
    if (result?.status === "rejected") {
      throw new ApiProblem(result.code as ProblemCode, { errors: result.errors ?? [], extra: { results } });
    }
    return c.json({ results }, 200, result?.status === "duplicate" ? REPLAY : {});
  });
}
