/** Payouts and their batches on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { PAYOUT_STATES, type PayoutView } from "../../domain/payout/payout.ts";
import type { PayoutBatchView } from "../../durable-objects/account-book/payouts/payout-batches.ts";
import { amountAnswer, amountSchema, instantAnswer, instantOf, textSchema } from "../http/common.shapes.ts";

export const newPayoutSchema = z.strictObject({ amount: amountSchema }).openapi("NewPayout");

export const payoutMoveSchema = z.strictObject({ reason: textSchema(500).optional() }).openapi("PayoutMove");

export const payoutSchema = z
  .object({
    id: z.string().openapi({ example: "po_5k_1" }),
    promoterId: z.string(),
    state: z.enum(PAYOUT_STATES),
    currency: z.string(),
    gross: amountAnswer,
    withheld: amountAnswer,
    net: amountAnswer,
    batchId: z.string().nullable(),
    requestedAt: instantAnswer,
    updatedAt: instantAnswer,
  })
  .openapi("Payout");

export function presentPayout(currency: string, view: PayoutView): z.output<typeof payoutSchema> {
  const { id, state, gross, withheld, net, batchId } = view;
  return {
    id,
    promoterId: promoterIdOf(view.promoter),
    state,
    currency,
    gross,
    withheld,
    net,
    batchId,
    requestedAt: instantOf(view.requestedAtMs),
    updatedAt: instantOf(view.updatedAtMs),
  };
}

export const payoutBatchSchema = z
  .object({
    id: z.string().openapi({ example: "pb_0_1" }),
    state: z.enum(["collecting", "sealed"]),
    count: z.int(),
    net: amountAnswer,
    createdAt: instantAnswer,
    sealedAt: instantAnswer.nullable(),
  })
  .openapi("PayoutBatch");

export function presentPayoutBatch(view: PayoutBatchView): z.output<typeof payoutBatchSchema> {
  const { id, state, count, net } = view;
  return {
    id,
    state,
    count,
    net,
    createdAt: instantOf(view.createdAtMs),
    sealedAt: view.sealedAtMs === null ? null : instantOf(view.sealedAtMs),
  };
}
