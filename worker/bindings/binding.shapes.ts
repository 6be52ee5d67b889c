/** Bindings on the wire: by promoter, or by the click token or coupon that proves one. */
import { z } from "@hono/zod-openapi";
import { namesNobody } from "../../domain/order/guest.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import { customerIdSchema, idAnswer, instantAnswer, named, typedCodeSchema } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

export const newBindingSchema = named(
  "NewBinding",
  z
    .strictObject({
      customerId: customerIdSchema.refine((id) => !namesNobody(id), {
        error: "expected a customer, not a guest",
      }),
      promoterId: z.string().optional().openapi({ example: "pr_5k", description: "The promoter, named" }),
      clickToken: z.string().max(8_192).optional().openapi({
        description: "A click token: its promoter, where the click lies within the lookback",
      }),
      couponCode: typedCodeSchema("A coupon code: its promoter").optional(),
    })
    .refine(
      ({ promoterId, clickToken, couponCode }) =>
        [promoterId, clickToken, couponCode].filter((one) => one !== undefined).length === 1,
      { error: "expected one of promoterId, clickToken and couponCode" },
    ),
  { customerId: "user-77", promoterId: "pr_5k" },
);

export const bindingSchema = named(
  "Binding",
  z.object({
    customerId: customerIdSchema,
    promoterId: idAnswer("Whom the customer is bound to", "pr_5k"),
    boundAt: instantAnswer("From when on the binding is in force"),
    expiresAt: instantAnswer("From when on another may replace it; null: it stands for ever").nullable(),
  }),
  {
    customerId: "user-77",
    promoterId: "pr_5k",
    boundAt: "2026-11-22T08:00:00.000Z",
    expiresAt: null,
  },
);

export function presentBinding(view: BindingView): z.output<typeof bindingSchema> {
  return {
    customerId: view.customerId,
    promoterId: promoterIdOf(view.promoter),
    boundAt: instantOf(view.boundAtMs),
    expiresAt: view.expiresAtMs === null ? null : instantOf(view.expiresAtMs),
  };
}
