/** Wallets, journals and payouts on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { JournalEntry, Wallet } from "../../domain/ledger/wallet.ts";
import type { PayoutView } from "../../domain/payout/payout.ts";
import type { PayoutBatchView } from "../../durable-objects/payout-batches.ts";
import { amountAnswer, amountSchema, instantAnswer, instantOf, textSchema } from "./common.ts";

export const walletSchema = z
  .object({
    currency: z.string(),
    pending: amountAnswer,
    held: amountAnswer,
    available: amountAnswer,
    reserved: amountAnswer,
    paid: amountAnswer,
    withheld: amountAnswer,
    debt: amountAnswer,
  })
  .openapi("Wallet");

export function presentWallet(currency: string, wallet: Wallet): z.output<typeof walletSchema> {
  const { pending, held, available, reserved, paid, withheld, debt } = wallet;
  return { currency, pending, held, available, reserved, paid, withheld, debt };
}

export const journalEntrySchema = z
  .object({
    sequence: z.int().min(1),
    id: z.string(),
    kind: z.string(),
    debit: z.string(),
    credit: z.string(),
    amount: amountAnswer,
    balanceAfter: amountAnswer,
    orderId: z.string().optional(),
    reference: z.string(),
    occurredAt: instantAnswer,
    hash: z.string(),
  })
  .openapi("JournalEntry");

export type WireJournalEntry = z.output<typeof journalEntrySchema>;

export function presentJournalEntry(entry: JournalEntry): WireJournalEntry {
  return {
    sequence: entry.sequence,
    id: entry.id,
    kind: entry.kind,
    debit: entry.debit,
    credit: entry.credit,
    amount: entry.amount,
    balanceAfter: entry.balanceAfter,
    ...(entry.orderId === null ? {} : { orderId: entry.orderId }),
    reference: entry.reference,
    occurredAt: instantOf(entry.occurredAtMs),
    hash: entry.hash,
  };
}

export const verificationSchema = z
  .object({
    valid: z.boolean(),
    entries: z.int(),
    head: z.string().nullable(),
    brokenAt: z.int().nullable(),
  })
  .openapi("JournalVerification");

const positiveAmount = amountSchema.refine((amount) => amount > 0, {
  error: "expected more than zero",
  params: { problem: "amount_out_of_range" },
});

export const newAdjustmentSchema = z
  .strictObject({
    amount: positiveAmount.openapi({ type: "integer", minimum: 1 }),
    kind: z.enum(["bonus", "penalty"]),
    reason: textSchema(500),
  })
  .openapi("NewAdjustment");

export const adjustmentSchema = z
  .object({ id: z.string(), kind: z.enum(["bonus", "penalty"]), amount: amountAnswer, reason: z.string() })
  .openapi("Adjustment");

export const newPayoutSchema = z.strictObject({ amount: amountSchema }).openapi("NewPayout");

export const payoutMoveSchema = z.strictObject({ reason: textSchema(500).optional() }).openapi("PayoutMove");

export const payoutSchema = z
  .object({
    id: z.string().openapi({ example: "po_5k_1" }),
    promoterId: z.string(),
    state: z.enum(["requested", "approved", "processing", "paid", "failed", "rejected", "returned"]),
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
