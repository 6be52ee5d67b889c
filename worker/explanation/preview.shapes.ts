/** A preview of attribution on the wire: what each model would make of the same touches. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "../../domain/attribution/models/models.ts";
import { recordOf } from "../../domain/kernel/records.ts";
import { idAnswer, instantAnswer, instantSchema, named, orderIdSchema } from "../http/common.shapes.ts";
import { creditSchema } from "../orders/order.shapes.ts";
import { MODELS_MEAN } from "../configuration/settings.shapes.ts";
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

const SHARED = [
  { promoterId: "pr_2a", weightBps: 5_000 },
  { promoterId: "pr_5k", weightBps: 5_000 },
];

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
    models: {
      first_click: { credits: [{ promoterId: "pr_2a", weightBps: 10_000 }] },
      last_click: { credits: [{ promoterId: "pr_5k", weightBps: 10_000 }] },
      linear: { credits: SHARED },
      time_decay: {
        credits: [
          { promoterId: "pr_5k", weightBps: 5_487 },
          { promoterId: "pr_2a", weightBps: 4_513 },
        ],
      },
      position_based: { credits: SHARED },
    },
    touches: [
      {
        promoterId: "pr_2a",
        kind: "click",
        occurredAt: "2026-11-20T08:00:00.000Z",
        verdict: "counted",
      },
      {
        promoterId: "pr_5k",
        kind: "click",
        occurredAt: "2026-11-22T07:40:00.000Z",
        verdict: "counted",
      },
    ],
  },
);
