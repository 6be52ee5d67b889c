/** `POST …/conversions`: one conversion or up to 500, each decided alone. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { conversionsBodySchema, readConversionsBody } from "./conversion.shapes.ts";
import { orderResultsSchema, refusedResultSchema } from "./order.shapes.ts";
import { streamJsonList } from "../http/files/json-list.ts";
import { ApiProblem } from "../http/problem.ts";
import { LINES_AT_ONCE, linesOf } from "./call-parts.ts";
import { recordConversions } from "./record-conversions.ts";
import { programParams } from "../http/common.shapes.ts";
import { REPLAY, bodyNamed, json, problemAnswer } from "../http/route-parts.ts";

const BODY = "ConversionsBody";

const postConversions = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/conversions",
  operationId: "recordConversions",
  tag: "Orders",
  summary: "Record one conversion, or up to 500; each order is decided once",
  access: ["operator", "key:orders"],
  audit: "own_record",
  // Described, not validated here: each entry of a batch stands alone.
  request: { params: programParams, body: bodyNamed(BODY) },
  responses: {
    200: json(orderResultsSchema, "What became of each, in sequence"),
    409: problemAnswer(refusedResultSchema, "A single conversion in conflict with what is stored"),
    422: problemAnswer(refusedResultSchema, "A single conversion that breaks the schema or a rule"),
  },
});

export function registerConversions(app: ApiApp): void {
  app.openAPIRegistry.register(BODY, conversionsBodySchema);
  app.openapi(postConversions, async (c) => {
    const { kind, entries } = readConversionsBody(c.get("body"));
    const results = await recordConversions(c.env, requireProgram(c).program, entries, "refuse");
    if (kind === "batch") {
      const lines = results.reduce((sum, { commissions }) => sum + linesOf(commissions), 0);
      return lines > LINES_AT_ONCE ? (streamJsonList("results", results) as never) : c.json({ results }, 200);
    }
    const [result] = results;
    if (result?.status === "conflict") throw new ApiProblem("idempotency_conflict", { extra: { results } });
    if (result?.status === "rejected") {
      throw new ApiProblem(result.code ?? "internal", {
        errors: result.errors ?? [],
        extra: { results },
      });
    }
    return c.json({ results }, 200, result?.status === "duplicate" ? REPLAY : {});
  });
}
