/** What is stored of a person, on the wire: JSON lines, each of one kind. */
import { z } from "@hono/zod-openapi";
import { linkIdOf, promoterIdOf } from "../../domain/kernel/ids.ts";
import { marksOf } from "../../domain/risk/click-marks.ts";
import type { StoredCustomer } from "../../durable-objects/journey/journey-calls.ts";
import { clickMarksSchema } from "../explanation/click-marks.shapes.ts";
import {
  customerIdSchema,
  idAnswer,
  instantAnswer,
  memberIdSchema,
  named,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { linkSchema } from "../links/link.shapes.ts";
import { orderSchema } from "../orders/order.shapes.ts";
import { payeeChangeSchema, payeeProposalSchema } from "../payouts/payee.shapes.ts";
import { payoutSchema } from "../payouts/payout.shapes.ts";
import { noteSchema } from "../promoters/notes/note.shapes.ts";
import { materialSchema } from "../sharing/materials/material.shapes.ts";
import { uplineChangeSchema } from "../promoters/promoter.shapes.ts";
import { unusableWebhookSchema } from "../sources/webhook.shapes.ts";
import { openidSchema } from "../wechat/openid.shapes.ts";
import { listedAdjustmentSchema } from "../wallets/wallet.shapes.ts";

function kind<Kind extends string>(word: Kind) {
  return z.literal(word).openapi({ description: `What the line is of: \`${word}\`` });
}

const customerLine = z.object({
  kind: kind("customer"),
  customerId: customerIdSchema,
  firstOrderAt: instantAnswer("When the first order was placed; null without one").nullable(),
  visitors: z
    .array(z.string())
    .openapi({ description: "Browsers that were proved to be the customer's, by alias" }),
  touches: z.array(
    z.object({
      kind: words("What it was", ["click", "impression"], { click: "a tap", impression: "a view" }),
      promoterId: idAnswer("Whose link", "pr_5k"),
      linkId: idAnswer("The link", "ln_1"),
      at: instantAnswer("When it happened"),
      marks: clickMarksSchema
        .nullable()
        .openapi({ description: "What was seen of who clicked; null where nothing is known" }),
      networkTag: z.int().nullable().openapi({
        description: "16 bits that told networks apart on that day; null where it was not known",
      }),
    }),
  ),
  bindings: z.array(
    z.object({
      promoterId: idAnswer("Whom the customer was bound to", "pr_5k"),
      from: instantAnswer("Since when"),
      to: instantAnswer("Until when; null while it stands").nullable(),
    }),
  ),
});

export const exportedSchema = named(
  "ExportedLine",
  z.discriminatedUnion("kind", [
    customerLine,
    z.object({ kind: kind("order"), order: orderSchema }),
    z.object({ kind: kind("unusable_webhook"), webhook: unusableWebhookSchema }),
    z.object({
      kind: kind("promoter"),
      promoterId: idAnswer("The promoter's id", "pr_5k"),
      memberId: memberIdSchema,
      name: z.string().nullable().openapi({ description: "As the merchant calls it; null: not named" }),
      joinedAt: instantAnswer("When the member became a promoter"),
    }),
    z.object({ kind: kind("upline"), upline: uplineChangeSchema }),
    z.object({ kind: kind("payee"), payee: payeeChangeSchema }),
    z.object({ kind: kind("payee_proposal"), proposal: payeeProposalSchema }),
    z.object({ kind: kind("wechat"), wechat: openidSchema }),
    z.object({
      kind: kind("network"),
      date: z.string().openapi({ description: "When the promoter came from it, by UTC" }),
      networkTag: z.int().openapi({ description: "16 bits that told networks apart on that day" }),
    }),
    z.object({ kind: kind("payout"), payout: payoutSchema }),
    z.object({ kind: kind("adjustment"), adjustment: listedAdjustmentSchema }),
    z.object({ kind: kind("link"), link: linkSchema }),
    z.object({ kind: kind("note"), note: noteSchema }),
    z.object({ kind: kind("story"), story: materialSchema }),
    z.object({
      kind: kind("reason"),
      at: instantAnswer("When it was done"),
      operation: z
        .string()
        .openapi({ description: "What was done to the promoter or its payout: an `operationId`" }),
      reason: z.string().openapi({ description: "Why, as whoever did it wrote" }),
    }),
  ]),
  {
    kind: "customer",
    customerId: "user-77",
    firstOrderAt: "2026-11-22T08:00:00.000Z",
    visitors: [],
    touches: [
      {
        kind: "click",
        promoterId: "pr_5k",
        linkId: "ln_1",
        at: "2026-11-22T07:50:00.000Z",
        marks: null,
        networkTag: null,
      },
    ],
    bindings: [{ promoterId: "pr_5k", from: "2026-11-22T08:00:00.000Z", to: null }],
  },
);

export type ExportedLine = z.output<typeof exportedSchema>;

export function presentCustomer(customerId: string, stored: StoredCustomer | null): ExportedLine {
  const { firstOrderAtMs = null, visitors = [], touches = [], bindings = [] } = stored ?? {};
  return {
    kind: "customer",
    customerId,
    firstOrderAt: firstOrderAtMs === null ? null : instantOf(firstOrderAtMs),
    visitors: [...visitors],
    touches: touches.map((touch) => ({
      kind: touch.kind,
      promoterId: promoterIdOf(touch.promoter),
      linkId: linkIdOf(touch.link),
      at: instantOf(touch.occurredAtMs),
      marks: marksOf(touch),
      networkTag: touch.networkTag ?? null,
    })),
    bindings: bindings.map(({ promoter, effectiveAtMs, endedAtMs }) => ({
      promoterId: promoterIdOf(promoter),
      from: instantOf(effectiveAtMs),
      to: endedAtMs === null ? null : instantOf(endedAtMs),
    })),
  };
}
