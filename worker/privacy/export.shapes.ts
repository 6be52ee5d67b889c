/** What is stored of a person, on the wire: JSON lines, each of one kind. */
import { z } from "@hono/zod-openapi";
import { linkIdOf, promoterIdOf } from "../../domain/kernel/ids.ts";
import type { StoredCustomer } from "../../durable-objects/journey/journey-calls.ts";
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
import { payeeChangeSchema } from "../payouts/payee.shapes.ts";
import { payoutSchema } from "../payouts/payout.shapes.ts";
import { uplineChangeSchema } from "../promoters/promoter.shapes.ts";
import { unusableWebhookSchema } from "../sources/webhook.shapes.ts";
import { listedAdjustmentSchema } from "../wallets/wallet.shapes.ts";

const customerLine = z.object({
  kind: z.literal("customer"),
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
      at: instantAnswer("When"),
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
    z.object({ kind: z.literal("order"), order: orderSchema }),
    z.object({ kind: z.literal("unusable_webhook"), webhook: unusableWebhookSchema }),
    z.object({
      kind: z.literal("promoter"),
      promoterId: idAnswer("The promoter's id", "pr_5k"),
      memberId: memberIdSchema,
      name: z.string().nullable().openapi({ description: "As the merchant calls it" }),
      joinedAt: instantAnswer("When the member became a promoter"),
    }),
    z.object({ kind: z.literal("upline"), upline: uplineChangeSchema }),
    z.object({ kind: z.literal("payee"), payee: payeeChangeSchema }),
    z.object({ kind: z.literal("payout"), payout: payoutSchema }),
    z.object({ kind: z.literal("adjustment"), adjustment: listedAdjustmentSchema }),
    z.object({ kind: z.literal("link"), link: linkSchema }),
  ]),
  {
    kind: "customer",
    customerId: "user-77",
    firstOrderAt: "2026-11-22T08:00:00.000Z",
    visitors: [],
    touches: [{ kind: "click", promoterId: "pr_5k", linkId: "ln_1", at: "2026-11-22T07:50:00.000Z" }],
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
    touches: touches.map(({ kind, promoter, link, occurredAtMs }) => ({
      kind,
      promoterId: promoterIdOf(promoter),
      linkId: linkIdOf(link),
      at: instantOf(occurredAtMs),
    })),
    bindings: bindings.map(({ promoter, effectiveAtMs, endedAtMs }) => ({
      promoterId: promoterIdOf(promoter),
      from: instantOf(effectiveAtMs),
      to: endedAtMs === null ? null : instantOf(endedAtMs),
    })),
  };
}
