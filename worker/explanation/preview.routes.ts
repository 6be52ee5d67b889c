/** `POST …/attribution/preview`: what each model would make of touches, or of an order's own. It changes nothing. */
import { findReceived } from "../orders/links/ask-owner.ts";
import type { z } from "@hono/zod-openapi";
import { compareModels, type ModelComparison } from "../../domain/attribution/compare-models.ts";
import type { EvidenceTouch, OrderEvidence } from "../../domain/attribution/evidence.ts";
import type { Credit } from "../../domain/attribution/attribution.ts";
import { parsePromoterId, promoterIdOf } from "../../domain/kernel/ids.ts";
import { ATTRIBUTION_MODELS } from "../../domain/attribution/models/models.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import { recordOf } from "../../domain/kernel/records.ts";
import { previewBodySchema, previewSchema } from "./preview.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { gatherEvidence, type PendingOrder } from "../orders/gather-evidence.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { settingsAtFirst } from "../orders/late/terms-at-first.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { body, json } from "../http/route-parts.ts";

const previewAttribution = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/attribution/preview",
  operationId: "previewAttribution",
  tag: "Attribution",
  summary: "What each model would make of touches, or of a known order's; nothing is changed",
  access: ["operator", "key:orders", "key:read"],
  audit: "changes_nothing",
  request: { params: programParams, body: body(previewBodySchema) },
  responses: { 200: json(previewSchema, "The credits of each model") },
});

export function registerPreview(app: ApiApp): void {
  app.openapi(previewAttribution, async (c) => {
    const { program } = requireProgram(c);
    const wanted = c.req.valid("json");
    const pending =
      "orderId" in wanted ? await knownOrder(c.env, program, wanted.orderId) : receivedOrder(program, wanted);
    const [gathered] = await gatherEvidence(c.env, program, [pending], { isTrial: true });
    if (gathered === undefined) throw new ApiProblem("internal");
    const { attribution: policy, commission } = pending.settings.value;
    const compared = compareModels({
      ...gathered,
      order: pending.order,
      policy,
      selfPurchase: commission.selfPurchase,
    });
    return c.json(present(pending.order.occurredAtMs, compared), 200);
  });
}

type ReceivedTouches = Extract<z.output<typeof previewBodySchema>, { touches: unknown }>;

/** An order that exists nowhere, with the touches as told. */
function receivedOrder(program: ProgramConfig, received: ReceivedTouches): PendingOrder {
  const sameTime = new Map<string, number>();
  const touches = received.touches.map(({ promoterId, kind, occurredAt }, index): EvidenceTouch => {
    const promoter = parsePromoterId(promoterId);
    if (promoter === undefined) {
      const errors = [{ path: `touches[${index}].promoterId`, message: "expected a promoter's id" }];
      throw new ApiProblem("no_such_promoter", { errors });
    }
    // Tells apart two touches of one promoter at one time, and says nothing of those of others.
    const key = `${promoter} ${occurredAt}`;
    const nonce = sameTime.get(key) ?? 0;
    sameTime.set(key, nonce + 1);
    return { touch: { kind, promoter, link: 0, occurredAtMs: occurredAt, nonce }, source: "journey" };
  });
  const order = {
    orderId: "preview",
    amount: ZERO,
    currency: program.currency,
    occurredAtMs: received.occurredAt,
  };
  const evidence: OrderEvidence = { touches, tokenFaults: [], couponCode: null, gatheredAtMs: 0 };
  return { order, settings: settingsAt(program, order.occurredAtMs), received: evidence, knownByMs: 0 };
}

/** The order as it was decided, with what was known by then. @throws ApiProblem `unknown_order`. */
async function knownOrder(env: Env, program: ProgramConfig, orderId: string): Promise<PendingOrder> {
  const received = await findReceived(env, program, orderId);
  if (received === null) throw new ApiProblem("unknown_order");
  const { view, evidence } = received;
  const known = view.decision.attribution.touches.map(
    ({ source, verdict: _verdict, ...touch }): EvidenceTouch => ({
      touch,
      source,
    }),
  );
  const touches = [...evidence.touches, ...known];
  return {
    order: view.order,
    settings: settingsAtFirst(program, view.order, view.decision.terms),
    received: { ...evidence, couponCode: null, touches },
    knownByMs: evidence.gatheredAtMs,
  };
}

function present(
  occurredAtMs: number,
  { touches, credits }: ModelComparison,
): z.output<typeof previewSchema> {
  const shown = (list: readonly Credit[]) => ({
    credits: list.map(({ promoter, weightBps }) => ({ promoterId: promoterIdOf(promoter), weightBps })),
  });
  return {
    occurredAt: instantOf(occurredAtMs),
    models: recordOf(ATTRIBUTION_MODELS, (model) => shown(credits[model])),
    touches: touches.map(({ promoter, kind, occurredAtMs: atMs, verdict }) => ({
      promoterId: promoterIdOf(promoter),
      kind,
      occurredAt: instantOf(atMs),
      verdict,
    })),
  };
}
