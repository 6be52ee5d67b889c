/** Events of an order as order and explanation show them. */
import { z } from "@hono/zod-openapi";
import { ORDER_EVENTS, type OwnerEventKind } from "../../../domain/order/order-event.ts";
import { amountAnswer, differenceAnswer, idAnswer, instantAnswer, words } from "../../http/common.shapes.ts";
import { MERCHANT_EVENTS_MEAN } from "../order-event.shapes.ts";
import { riskReasonSchema } from "./risk-reason.shapes.ts";

/** Amounts of an event as it is shown. */
const eventAmounts = {
  amount: amountAnswer(
    "What the event takes back or brings, or what the order is worth. Absent: all that is left, or as the event that it answers",
  ).optional(),
  paid: amountAnswer("Of `amended`: what was paid in all by then").optional(),
  refundedTotal: amountAnswer("Of `refunded`: all that was refunded by then").optional(),
  wanted: amountAnswer(
    "Of `restored`: what commissions were to gain when a refund was voided; `amount` is what the budget granted",
  ).optional(),
};

const OWNER_EVENTS_MEAN: Readonly<Record<OwnerEventKind, string>> = {
  released: "the hold period ended, or an operator released it",
  review_opened: "an operator began a review, or what became known of the order, as `risk` says",
  review_cleared: "an operator ended the review, or nobody came within `fraud.reviewWithin`",
  risk_noted: "something became known of the order, as `risk` says; nothing follows from it",
  reversal_voided: "an operator took back the reversals before it",
  reversed: "an operator took everything back",
  credited: "late evidence credited what nobody had earned",
  manually_credited: "an operator credited what nobody had earned",
  planned: "an operator had decided again what it earns, by rules that were set since",
  restored: "the campaign's budget answered what a voided refund may bring back",
};

const eventItemSchema = z.object({
  productId: idAnswer("The product", "tea-250g"),
  categoryId: z.string().optional().openapi({ description: "The product's category" }),
  quantity: z.number().min(0).optional().openapi({ description: "Units of it" }),
  amount: differenceAnswer("Of all these units together; below zero for a discount").optional(),
});

/** An event of an order, as order and explanation show it. */
export const eventSchema = z.object({
  eventId: idAnswer("The id that the event was received with, or ours", "refund-1"),
  type: words("What happened", ORDER_EVENTS, { ...MERCHANT_EVENTS_MEAN, ...OWNER_EVENTS_MEAN }),
  ...eventAmounts,
  disputeId: z.string().optional().openapi({ description: "Which dispute it is about" }),
  asOf: z.literal(true).optional().openapi({
    description: "Its `refundedTotal` may be less than before: the latest counts, with the parts since",
  }),
  ofPaid: z.literal(true).optional().openapi({
    description:
      "Its amounts are of what was paid in all: of the order's amount they take a part in proportion",
  }),
  payment: z
    .string()
    .optional()
    .openapi({ description: "Which payment of the order it is about; `refundedTotal` is of that one" }),
  voids: z.string().optional().openapi({ description: "The refund that is taken back" }),
  risk: riskReasonSchema
    .partial({ weight: true, facts: true })
    .optional()
    .openapi({ description: "What became known of the order; a promoter sees the code alone" }),
  reason: z.string().optional().openapi({ description: "Why, as a person wrote it" }),
  endsAt: instantAnswer(
    "Of a review that a case opened which somebody looks at longer: when that ends",
  ).optional(),
  items: z.array(eventItemSchema).optional().openapi({ description: "What it is about" }),
  unreadable: z
    .array(
      words("What could not be read", ["items", "categories"], {
        items: "the items: the amount alone counts",
        categories: "a category of an item: the item counts without it",
      }),
    )
    .optional()
    .openapi({ description: "What came with it and could not be read" }),
  occurredAt: instantAnswer("When it happened"),
});
