/** Coupons on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { Coupon } from "./coupons.tables.ts";
import { instantAnswer, instantOf, instantSchema, opaqueIdSchema } from "../http/common.shapes.ts";

export const newCouponSchema = z
  .strictObject({ code: opaqueIdSchema, promoterId: z.string(), expiresAt: instantSchema.optional() })
  .openapi("NewCoupon");

export const couponPatchSchema = z
  .strictObject({ expiresAt: instantSchema.nullable().optional() })
  .openapi("CouponPatch");

export const couponSchema = z
  .object({
    code: z.string().openapi({ description: "As it was first spelled; codes ignore case" }),
    promoterId: z.string(),
    expiresAt: instantAnswer.nullable(),
    createdAt: instantAnswer,
  })
  .openapi("Coupon");

export function presentCoupon(coupon: Coupon): z.output<typeof couponSchema> {
  return {
    code: coupon.code,
    promoterId: promoterIdOf(coupon.promoter),
    expiresAt: coupon.expiresAtMs === null ? null : instantOf(coupon.expiresAtMs),
    createdAt: instantOf(coupon.createdAtMs),
  };
}
