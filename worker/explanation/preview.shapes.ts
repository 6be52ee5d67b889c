/** A preview of attribution on the wire: what each model would make of the same touches. */
import { z } from "@hono/zod-openapi";
import { TOUCH_VERDICTS } from "../../domain/attribution/attribution.ts";
import { ATTRIBUTION_MODELS } from "../../domain/attribution/models/models.ts";
import { TOUCH_KINDS } from "../../domain/attribution/touch.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { recordOf } from "../../domain/kernel/records.ts";
import { instantAnswer, instantSchema, opaqueIdSchema } from "../http/common.shapes.ts";

const kind = z.enum(TOUCH_KINDS);

/** Touches as told, or those of an order that is known. */
export const previewBodySchema = z
  .union([
    z.strictObject({
      occurredAt: instantSchema,
      touches: z
        .array(z.strictObject({ promoterId: z.string(), kind, occurredAt: instantSchema }))
        .max(LIMITS.touchesPerCustomer),
    }),
    z.strictObject({ orderId: opaqueIdSchema }),
  ])
  .openapi("PreviewRequest");

const credits = z.object({
  credits: z.array(z.object({ promoterId: z.string(), weightBps: z.int() })),
});

export const previewSchema = z
  .object({
    occurredAt: instantAnswer,
    models: z.object(recordOf(ATTRIBUTION_MODELS, () => credits)),
    touches: z.array(
      z.object({
        promoterId: z.string(),
        kind,
        occurredAt: instantAnswer,
        verdict: z
          .enum(TOUCH_VERDICTS)
          .openapi({ description: "`counted` when every model takes it into account" }),
      }),
    ),
  })
  .openapi("Preview");
