/** A preview of attribution on the wire: what each model would make of the same touches. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  ATTRIBUTION_MODELS,
  type AttributionModel,
  MODELS_MEAN,
} from "../../domain/attribution/models/models.ts";
import type { Touch } from "../../domain/attribution/touch.ts";
import { weigh } from "../../domain/attribution/weigh.ts";
import { promoterIdOf, promoterRefOf } from "../../domain/kernel/ids.ts";
import { recordOf } from "../../domain/kernel/records.ts";
import {
  durationMs,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  orderIdSchema,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { creditSchema } from "../orders/order.shapes.ts";
import { touchKindSchema, touchVerdictSchema } from "./explained-attribution.shapes.ts";

/** Touches as received, or those of an order that is known. */
export const previewBodySchema = named(
  "PreviewRequest",
  z.union([
    z.strictObject({
      occurredAt: instantSchema("When the imagined order is placed"),
      touches: z
        .array(
          z.strictObject({
            promoterId: z.string().openapi({ example: "pr_5k", description: "Whose link it was" }),
            kind: touchKindSchema,
            occurredAt: instantSchema("When it happened"),
          }),
        )
        .max(LIMITS.touchesPerCustomer),
    }),
    z.strictObject({ orderId: orderIdSchema }),
  ]),
  {
    occurredAt: "2026-11-22T08:00:00Z",
    touches: [
      { promoterId: "pr_2a", kind: "click", occurredAt: "2026-11-20T08:00:00Z" },
      { promoterId: "pr_5k", kind: "click", occurredAt: "2026-11-22T07:40:00Z" },
    ],
  },
);

function credits(model: AttributionModel) {
  return z.object({ credits: z.array(creditSchema) }).openapi({ description: `Here ${MODELS_MEAN[model]}` });
}

const EXAMPLE_TOUCHES: readonly Touch[] = [
  { promoter: promoterRefOf(0, 82), occurredAtMs: Date.UTC(2026, 10, 20, 8) },
  { promoter: promoterRefOf(0, 200), occurredAtMs: Date.UTC(2026, 10, 22, 7, 40) },
].map((touch) => ({ ...touch, kind: "click", link: 1, nonce: 0 }));

/** What the model makes of the example's touches, half-life 7 days. */
function exampleCredits(model: AttributionModel) {
  const credited = weigh(EXAMPLE_TOUCHES, { model, halfLifeMs: durationMs("P7D") });
  return credited.map(({ promoter, weightBps }) => ({ promoterId: promoterIdOf(promoter), weightBps }));
}

export const previewSchema = named(
  "Preview",
  z.object({
    occurredAt: instantAnswer("When the order is placed"),
    models: z.object(recordOf(ATTRIBUTION_MODELS, credits)),
    touches: z.array(
      z.object({
        promoterId: idAnswer("Whose link it was", "pr_5k"),
        kind: touchKindSchema,
        occurredAt: instantAnswer("When it happened"),
        verdict: touchVerdictSchema,
      }),
    ),
  }),
  {
    occurredAt: "2026-11-22T08:00:00.000Z",
    models: recordOf(ATTRIBUTION_MODELS, (model) => ({ credits: exampleCredits(model) })),
    touches: EXAMPLE_TOUCHES.map(({ promoter, kind, occurredAtMs }) => ({
      promoterId: promoterIdOf(promoter),
      kind,
      occurredAt: instantOf(occurredAtMs),
      verdict: "counted" as const,
    })),
  },
);
