/** `GET …/orders/{orderId}/explanation`: why an order was credited and paid as it was, to the last cent. */
import { findOrder } from "../orders/links/ask-owner.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { explanationSchema, languageQuery } from "./explanation.shapes.ts";
import { ownExplanation } from "./own-explanation.ts";
import { languageHeaders, languageOf } from "../http/languages.ts";
import { summaryOf } from "./summary.ts";
import { presentExplanation } from "./present-explanation.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { LINES_AT_ONCE, linesOf } from "../orders/call-parts.ts";
import { decidedRules } from "../orders/amendments/decided-rules.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { orderParams } from "../http/common.shapes.ts";
import { json } from "../http/route-parts.ts";

const explainOrder = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/orders/{orderId}/explanation",
  operationId: "explainOrder",
  tag: "Orders",
  summary: "Why an order was credited and paid as it was; a promoter's token sees its own part only",
  access: ["operator", "key:orders", "key:read", "promoter:own"],
  headers: [
    {
      name: "Accept-Language",
      description: "The reader's languages: `zh` or `en`",
      required: false,
      example: "zh-CN",
    },
  ],
  request: { params: orderParams, query: languageQuery },
  responses: { 200: json(explanationSchema, "The explanation") },
});

export function registerExplanation(app: ApiApp): void {
  app.openapi(explainOrder, async (c) => {
    const { program, principal } = requireProgram(c);
    const { orderId } = c.req.valid("param");
    const view = await findOrder(c.env, program, orderId);
    if (view === null) throw new ApiProblem("unknown_order");
    const rules = await decidedRules(c.env, program, view.order, view.decision, view.firstReceivedAtMs);
    const language = languageOf(c, c.req.valid("query").lang);
    const whole = presentExplanation(view, rules, language);
    const reader = principal.kind === "promoter" ? promoterIdOf(principal.promoter) : undefined;
    const shown = reader === undefined ? whole : ownExplanation(whole, reader, language);
    if (shown === null) throw new ApiProblem("unknown_order");
    // An order of many items is explained by megabytes, which are written in a turn of their own.
    if (linesOf(view.commissions) > LINES_AT_ONCE) await letOthersIn();
    return c.json({ ...shown, summary: summaryOf(shown, language, reader) }, 200, languageHeaders(language));
  });
}
