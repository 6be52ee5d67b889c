/** Promoters, their lines and teams on the wire. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { PROMOTER_STATUSES, type PromoterView, type TreeUpline } from "../../domain/referral/promoter.ts";
import type { UplineChange } from "../../durable-objects/referral-tree/timeline-storage.ts";
import {
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  memberIdSchema,
  named,
  programIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import { reasonSchema } from "../http/audit/reason.shapes.ts";
import { tierNameSchema } from "../plans/tiers.shapes.ts";

const STATUSES_MEAN = {
  active: "earns, and gains customers",
  suspended: "earns nothing of orders that occur while it lasts",
};

const statusSchema = words("What the promoter may do", PROMOTER_STATUSES, STATUSES_MEAN);
const nameSchema = textSchema(200, "The promoter's name, for people");

export const newPromoterSchema = named(
  "NewPromoter",
  z.strictObject({
    memberId: memberIdSchema,
    name: nameSchema.optional(),
    uplineMemberId: memberIdSchema
      .optional()
      .openapi({ description: "The member to stand under; absent: whom the member was bound to" }),
    tier: tierNameSchema.optional().openapi({ description: "The tier to begin with; absent: the lowest" }),
  }),
  { memberId: "user-12", name: "Li Lei", uplineMemberId: "user-3" },
);

export const promoterPatchSchema = named(
  "PromoterPatch",
  z.strictObject({
    status: statusSchema.optional(),
    name: nameSchema.nullable().optional().openapi({ description: "For people; null takes it away" }),
    tier: tierNameSchema.optional().openapi({ description: "A tier set by hand, which no review lowers" }),
    reason: reasonSchema.optional(),
  }),
  { status: "suspended" },
);

export const newUplineSchema = named(
  "NewUpline",
  z.strictObject({
    uplineMemberId: memberIdSchema
      .nullable()
      .openapi({ description: "The member to stand under; null: under nobody" }),
    reason: textSchema(500, "Why, for people; kept in the history"),
  }),
  { uplineMemberId: "user-3", reason: "Moved to the team of the north" },
);

const UPLINE_ID = "The promoter above; null: nobody";

export const promoterSchema = named(
  "Promoter",
  z.object({
    id: idAnswer("The promoter's id", "pr_5k"),
    memberId: memberIdSchema,
    name: z.string().nullable().openapi({ description: "For people; null where none was given" }),
    code: z.string().openapi({ description: "A short word that names the promoter, for people" }),
    status: statusSchema,
    tier: tierNameSchema,
    uplineId: idAnswer(UPLINE_ID, "pr_2a").nullable(),
    uplineMemberId: memberIdSchema.nullable().openapi({ description: "The member above; null: nobody" }),
    createdAt: instantAnswer("When the member became a promoter"),
  }),
  {
    id: "pr_5k",
    memberId: "user-12",
    name: "Li Lei",
    code: "5k",
    status: "active",
    tier: "basic",
    uplineId: "pr_2a",
    uplineMemberId: "user-3",
    createdAt: "2026-11-22T08:00:00.000Z",
  },
);

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

export const uplineSchema = named(
  "Upline",
  z.object({
    level: z.int().min(1).openapi({ description: "Steps above the member that was asked about" }),
    promoterId: idAnswer("The promoter at this level", "pr_2a"),
    memberId: memberIdSchema,
    since: instantAnswer("From when on the one below stands under it"),
  }),
  { level: 1, promoterId: "pr_2a", memberId: "user-3", since: "2026-11-22T08:00:00.000Z" },
);

/** One step of a line; `level` counts from the member asked about. */
export function presentUpline(
  snapshot: Pick<TreeUpline, "ref" | "memberId" | "sinceMs">,
  level: number,
): z.output<typeof uplineSchema> {
  const { ref, memberId, sinceMs } = snapshot;
  return { level, promoterId: promoterIdOf(ref), memberId, since: instantOf(sinceMs) };
}

export const promotersQuery = z.object({
  ...pageFields,
  memberId: memberIdSchema.optional().openapi({ description: "The promoter whom this member is, if any" }),
  search: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({
      description:
        "Promoters whose member id or name has this text in it. English letters are the same in either case. A page may have fewer " +
        "entries than `limit`, or none, though others follow",
    }),
});

export const memberParams = z.object({ program: programIdSchema, memberId: memberIdSchema });

export const lineQuery = z.object({
  at: instantSchema("The line as it was then; absent: as it is now").optional(),
});

export const uplineChangeSchema = named(
  "UplineChange",
  z.object({
    uplineId: idAnswer(UPLINE_ID, "pr_2a").nullable(),
    uplineMemberId: memberIdSchema.nullable().openapi({ description: "The member above; null: nobody" }),
    from: instantAnswer("From when on it stood there"),
    reason: z.string().openapi({ description: "Why it was changed, as it was given" }),
  }),
  {
    uplineId: "pr_2a",
    uplineMemberId: "user-3",
    from: "2026-11-22T08:00:00.000Z",
    reason: "Moved to the team of the north",
  },
);

export function presentUplineChange(change: UplineChange): z.output<typeof uplineChangeSchema> {
  return {
    uplineId: change.upline === null ? null : promoterIdOf(change.upline),
    uplineMemberId: change.memberId,
    from: instantOf(change.fromMs),
    reason: change.reason,
  };
}

const levelBelow = z.int().min(1).openapi({ description: "Steps below the promoter" });

export const teamSchema = named(
  "Team",
  z.object({
    data: z.array(
      z.object({
        promoterId: idAnswer("A promoter of the team", "pr_7c"),
        memberId: memberIdSchema,
        name: z.string().nullable().openapi({ description: "For people; null where none was given" }),
        level: levelBelow,
      }),
    ),
    levels: z
      .array(z.object({ level: levelBelow, promoters: countAnswer("Promoters at this level") }))
      .openapi({ description: "The whole team by level, not this page alone" }),
    boundCustomers: countAnswer("Customers bound to the promoter itself"),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: "The `cursor` of the next page; null on the last one" }),
  }),
  {
    data: [{ promoterId: "pr_7c", memberId: "user-31", name: "Han Meimei", level: 1 }],
    levels: [{ level: 1, promoters: 1 }],
    boundCustomers: 4,
    nextCursor: null,
  },
);

export const teamQuery = z.object({
  ...pageFields,
  depth: z
    .string()
    .regex(/^[0-9]{1,2}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(LIMITS.treeDepth))
    .default(LIMITS.levels)
    .openapi({
      type: "integer",
      minimum: 1,
      maximum: LIMITS.treeDepth,
      default: LIMITS.levels,
      description: "Levels below that are listed",
    }),
});
