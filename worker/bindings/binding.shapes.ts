/** Bindings on the wire: by promoter, or by the click token or coupon that proves one. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import { instantAnswer, instantOf, opaqueIdSchema } from "../http/common.shapes.ts";

export const newBindingSchema = z
  .strictObject({
    customerId: opaqueIdSchema,
    promoterId: z.string().optional(),
    clickToken: z.string().max(4_096).optional(),
    couponCode: opaqueIdSchema.optional(),
  })
  .refine(
    ({ promoterId, clickToken, couponCode }) =>
      [promoterId, clickToken, couponCode].filter((named) => named !== undefined).length === 1,
    { error: "expected one of promoterId, clickToken and couponCode" },
  )
  .openapi("NewBinding");

export const bindingSchema = z
  .object({
    customerId: z.string(),
    promoterId: z.string(),
    boundAt: instantAnswer,
    expiresAt: instantAnswer.nullable(),
  })
  .openapi("Binding");

export function presentBinding(view: BindingView): z.output<typeof bindingSchema> {
  return {
    customerId: view.customerId,
    promoterId: promoterIdOf(view.promoter),
    boundAt: instantOf(view.boundAtMs),
    expiresAt: view.expiresAtMs === null ? null : instantOf(view.expiresAtMs),
  };
}
