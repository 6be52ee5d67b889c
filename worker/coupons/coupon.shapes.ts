/** Coupons on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { Coupon } from "./coupons.tables.ts";
import {
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  typedCodeSchema,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

const codeSchema = typedCodeSchema("The code as buyers enter it; codes ignore case and width");
const EXPIRY = "From when on orders cannot use it";

export const newCouponSchema = named(
  "NewCoupon",
  z.strictObject({
    code: codeSchema,
    promoterId: z.string().openapi({ example: "pr_5k", description: "Whom the coupon credits" }),
    expiresAt: instantSchema(`${EXPIRY}; absent: never`).optional(),
  }),
  { code: "LILEI10", promoterId: "pr_5k", expiresAt: "2026-12-31T16:00:00Z" },
);

export const couponPatchSchema = named(
  "CouponPatch",
  z.strictObject({ expiresAt: instantSchema(`${EXPIRY}; null: never`).nullable().optional() }),
  { expiresAt: null },
);

export const couponSchema = named(
  "Coupon",
  z.object({
    code: z.string().openapi({ description: "As it was first spelled; codes ignore case" }),
    promoterId: idAnswer("Whom the coupon credits", "pr_5k"),
    expiresAt: instantAnswer(`${EXPIRY}; null: never`).nullable(),
    createdAt: instantAnswer("When the coupon was made"),
  }),
  {
    code: "LILEI10",
    promoterId: "pr_5k",
    expiresAt: "2026-12-31T16:00:00.000Z",
    createdAt: "2026-11-22T08:00:00.000Z",
  },
);

export const couponParams = z.object({
  program: programIdSchema,
  code: codeSchema,
});

export function presentCoupon(coupon: Coupon): z.output<typeof couponSchema> {
  return {
    code: coupon.code,
    promoterId: promoterIdOf(coupon.promoter),
    expiresAt: coupon.expiresAtMs === null ? null : instantOf(coupon.expiresAtMs),
    createdAt: instantOf(coupon.createdAtMs),
  };
}
