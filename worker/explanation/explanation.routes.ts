/** `GET …/orders/{orderId}/explanation`: why an order was credited and paid as it was, to the last cent. */
import type { RuleSet } from "../../domain/commission/rule.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { explanationSchema, languageQuery } from "./explanation.shapes.ts";
import { ownExplanation } from "./own-explanation.ts";
import { languageHeaders, languageOf } from "../http/languages.ts";
import { summaryOf } from "./summary.ts";
import { presentExplanation } from "./present-explanation.ts";
import { readableRules, ruleSetOf } from "../configuration/rules.shapes.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readVersion } from "../programs/programs.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerOf } from "../platform/objects.ts";
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
    const { ledger, slot } = ledgerOf(c.env, program, orderId);
    const view = await callObject(async () => await ledger().order(orderId, slot));
    if (view === null) throw new ApiProblem("unknown_order");
    const rules = await rulesOf(c.env, program, view);
    const language = languageOf(c, c.req.valid("query").lang);
    const whole = presentExplanation(view, rules, language);
    const shown =
      principal.kind === "promoter"
        ? ownExplanation(whole, promoterIdOf(principal.promoter), language)
        : whole;
    if (shown === null) throw new ApiProblem("unknown_order");
    return c.json({ ...shown, summary: summaryOf(shown, language) }, 200, languageHeaders(language));
  });
}

/**
 * Versions never change: what an order was decided by is there for ever. Where CONFIG was put back, a version may be lost and
 * its number given again. Nothing that came into force after an order and its receipt decided it: then no rule is named.
 */
async function rulesOf(env: Env, program: ProgramConfig, view: OrderView): Promise<RuleSet> {
  const version = view.decision.terms.rulesVersion;
  const latestMs = Math.max(view.order.occurredAtMs, view.firstReceivedAtMs);
  const known = program.rules.find((candidate) => candidate.version === version);
  if (known !== undefined) return known.effectiveFromMs <= latestMs ? known.value : { version, rules: [] };
  const stored = await readVersion(env.CONFIG, "rules", program.number, { kind: "number", version });
  if (stored === null || stored.effectiveFromMs > latestMs) return { version, rules: [] };
  return ruleSetOf(version, readableRules(stored.value));
}
