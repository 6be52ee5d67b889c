/** Wallets and journals on the wire. */
import { z } from "@hono/zod-openapi";
import {
  ACCOUNTS,
  ADJUSTMENT_KINDS,
  ENTRY_KINDS,
  type JournalEntry,
  type Wallet,
} from "../../domain/ledger/wallet.ts";
import { amountAnswer, amountSchema, instantAnswer, instantOf, textSchema } from "../http/common.shapes.ts";

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
    kind: z.enum(ENTRY_KINDS),
    debit: z.enum(ACCOUNTS),
    credit: z.enum(ACCOUNTS),
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
    kind: z.enum(ADJUSTMENT_KINDS),
    reason: textSchema(500),
  })
  .openapi("NewAdjustment");

export const adjustmentSchema = z
  .object({ id: z.string(), kind: z.enum(ADJUSTMENT_KINDS), amount: amountAnswer, reason: z.string() })
  .openapi("Adjustment");
