/** Promoters, their lines and teams on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { PROMOTER_STATUSES, type PromoterView, type TreeUpline } from "../../domain/referral/promoter.ts";
import type { UplineChange } from "../../durable-objects/referral-tree/timeline-storage.ts";
import { instantAnswer, instantOf, opaqueIdSchema, textSchema } from "../http/common.shapes.ts";
import { tierNameSchema } from "../plans/tiers.shapes.ts";

export const newPromoterSchema = z
  .strictObject({
    memberId: opaqueIdSchema,
    name: textSchema(200).optional(),
    uplineMemberId: opaqueIdSchema.optional(),
    tier: tierNameSchema.optional(),
  })
  .openapi("NewPromoter");

export const promoterPatchSchema = z
  .strictObject({
    status: z.enum(PROMOTER_STATUSES).optional(),
    name: textSchema(200).nullable().optional(),
    tier: tierNameSchema.optional(),
  })
  .openapi("PromoterPatch");

export const newUplineSchema = z
  .strictObject({ uplineMemberId: opaqueIdSchema.nullable(), reason: textSchema(500) })
  .openapi("NewUpline");

export const promoterSchema = z
  .object({
    id: z.string().openapi({ example: "pr_5k" }),
    memberId: z.string(),
    name: z.string().nullable(),
    code: z.string(),
    status: z.enum(PROMOTER_STATUSES),
    tier: z.string(),
    uplineId: z.string().nullable(),
    uplineMemberId: z.string().nullable(),
    createdAt: instantAnswer,
  })
  .openapi("Promoter");

export function presentPromoter(view: PromoterView, tier: string): z.output<typeof promoterSchema> {
  return {
    id: promoterIdOf(view.ref),
    memberId: view.memberId,
    name: view.name,
    code: view.code,
    status: view.status,
    tier,
    uplineId: view.upline === null ? null : promoterIdOf(view.upline.ref),
    uplineMemberId: view.upline?.memberId ?? null,
    createdAt: instantOf(view.createdAtMs),
  };
}

export const uplineSchema = z
  .object({ level: z.int().min(1), promoterId: z.string(), memberId: z.string(), since: instantAnswer })
  .openapi("Upline");

/** One step of a line; `level` counts from the member asked about. */
export function presentUpline(
  snapshot: Pick<TreeUpline, "ref" | "memberId" | "sinceMs">,
  level: number,
): z.output<typeof uplineSchema> {
  const { ref, memberId, sinceMs } = snapshot;
  return { level, promoterId: promoterIdOf(ref), memberId, since: instantOf(sinceMs) };
}

export const uplineChangeSchema = z
  .object({
    uplineId: z.string().nullable(),
    uplineMemberId: z.string().nullable(),
    from: instantAnswer,
    reason: z.string(),
  })
  .openapi("UplineChange");

export function presentUplineChange(change: UplineChange): z.output<typeof uplineChangeSchema> {
  return {
    uplineId: change.upline === null ? null : promoterIdOf(change.upline),
    uplineMemberId: change.memberId,
    from: instantOf(change.fromMs),
    reason: change.reason,
  };
}

export const teamSchema = z
  .object({
    data: z.array(
      z.object({
        promoterId: z.string(),
        memberId: z.string(),
        name: z.string().nullable(),
        level: z.int().min(1),
      }),
    ),
    levels: z.array(z.object({ level: z.int().min(1), promoters: z.int() })),
    boundCustomers: z.int().openapi({ description: "Customers bound to the promoter itself" }),
    nextCursor: z.string().nullable(),
  })
  .openapi("Team");
