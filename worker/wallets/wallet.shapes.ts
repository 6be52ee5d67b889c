/** Wallets and journals on the wire. */
import { z } from "@hono/zod-openapi";
import type { WalletToday } from "../../durable-objects/account-book/payouts/paying-book.ts";
import type { StoredAdjustment } from "../../durable-objects/account-book/wallets/adjustment-storage.ts";
import { ACCOUNTS, ADJUSTMENT_KINDS, ENTRY_KINDS, type JournalEntry } from "../../domain/ledger/wallet.ts";
import {
  amountAnswer,
  amountSchema,
  currencySchema,
  idAnswer,
  instantAnswer,
  named,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

export const walletSchema = named(
  "Wallet",
  z.object({
    currency: currencySchema,
    pending: amountAnswer("Commissions of orders that were not received yet"),
    held: amountAnswer("Commissions whose hold period runs"),
    available: amountAnswer("What can be paid out"),
    reserved: amountAnswer("What a payout under way has set aside"),
    paid: amountAnswer("What was paid out, net of tax"),
    withheld: amountAnswer("Tax that was withheld from payouts"),
    debt: amountAnswer("What was taken back after it was paid out; later releases pay it first"),
    requestable: amountAnswer(
      "The most that a payout may be requested of now. 0 while `openPayoutId` is under way, while the payout cycle holds the available money, or below `minPayout`",
    ),
    nextRequestableAt: instantAnswer(
      "When waiting alone makes more requestable: money becomes so as many days after its release as the payout cycle says; null: nothing waits for that",
    ).nullable(),
    nextRequestable: amountAnswer(
      "What is requestable then, as far as nothing else happens; null where nothing waits",
    ).nullable(),
    minPayout: amountAnswer("The smallest payout"),
    openPayoutId: idAnswer(
      "The payout under way, which stands before any other; null: none",
      "po_5k_1",
    ).nullable(),
  }),
  {
    currency: "CNY",
    pending: 4_000,
    held: 1_500,
    available: 12_345,
    reserved: 0,
    paid: 50_000,
    withheld: 0,
    debt: 0,
    requestable: 10_345,
    nextRequestableAt: "2026-12-04T08:00:00.000Z",
    nextRequestable: 12_345,
    minPayout: 1_000,
    openPayoutId: null,
  },
);

export function presentWallet(
  currency: string,
  minPayout: number,
  { wallet, outlook }: WalletToday,
): z.output<typeof walletSchema> {
  const { pending, held, available, reserved, paid, withheld, debt } = wallet;
  const { amount, next, openPayoutId } = outlook;
  return {
    currency,
    pending,
    held,
    available,
    reserved,
    paid,
    withheld,
    debt,
    requestable: amount,
    nextRequestableAt: next === null ? null : instantOf(next.atMs),
    nextRequestable: next?.amount ?? null,
    minPayout,
    openPayoutId,
  };
}

const KINDS_MEAN = {
  earn: "a commission was earned",
  hold: "its hold period began",
  release: "it became available",
  reverse: "it was taken back",
  restore: "what was taken back came again",
  bonus: "a bonus by the operator, or the prize of a contest",
  penalty: "a penalty by the operator",
  payout_requested: "a payout set money aside",
  payout_given_back: "a payout that came to nothing gave it back",
  payout_paid: "a payout was paid, net",
  payout_withheld: "the tax of a payout",
  payout_returned: "a payout that was paid came back",
};

const ACCOUNT_MEAN = {
  pending: "the promoter's commissions not received yet",
  held: "those whose hold period runs",
  available: "what can be paid out",
  reserved: "what a payout has set aside",
  paid: "what was paid out",
  withheld: "tax withheld",
  debt: "what the promoter owes",
  commissions: "the merchant's cost of commissions",
  adjustments: "the merchant's cost of bonuses, less penalties",
};

export const journalEntrySchema = named(
  "JournalEntry",
  z.object({
    sequence: z.int().min(1).openapi({ description: "1, 2, 3, … within the promoter's journal" }),
    id: idAnswer("The entry's id", "je_5k_1"),
    kind: words("What happened", ENTRY_KINDS, KINDS_MEAN),
    debit: words("The account that the amount leaves", ACCOUNTS, ACCOUNT_MEAN),
    credit: words("The account that it goes to", ACCOUNTS, ACCOUNT_MEAN),
    amount: amountAnswer("What is moved"),
    balanceAfter: amountAnswer("What is available after this entry"),
    orderId: z.string().optional().openapi({
      description:
        "The order that it comes from, after `page` and two blanks where only a page reported it; absent: none",
    }),
    reference: z.string().openapi({
      description:
        "Id of the commission, payout or adjustment; of a contest's prize `prize_`, the rank, `_` and the contest's id",
    }),
    occurredAt: instantAnswer("When it was posted"),
    hash: z.string().openapi({
      description: "SHA-256, hex, over the hash before and every member above: the journal is a chain",
    }),
  }),
  {
    sequence: 1,
    id: "je_5k_1",
    kind: "earn",
    debit: "commissions",
    credit: "pending",
    amount: 1_000,
    balanceAfter: 0,
    orderId: "order-1001",
    reference: "cm_5k_0_1_A-1001",
    occurredAt: "2026-11-22T08:00:03.000Z",
    hash: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
  },
);

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

export const verificationQuery = z.object({
  from: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .transform(Number)
    .default(1)
    .openapi({
      type: "integer",
      minimum: 1,
      default: 1,
      description: "The sequence of the first entry to check",
    }),
});

export const verificationSchema = named(
  "JournalVerification",
  z.object({
    valid: z.boolean().openapi({ description: "Whether every checked entry fits the one before" }),
    entries: z.int().openapi({ description: "Entries of the journal" }),
    head: z.string().nullable().openapi({ description: "Hash of the last entry; null without entries" }),
    brokenAt: z.int().nullable().openapi({
      description: "Sequence of the first entry that does not fit; null where all do",
    }),
  }),
  {
    valid: true,
    entries: 12,
    head: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
    brokenAt: null,
  },
);

const positiveAmount = amountSchema("What is given or taken; more than zero")
  .refine((amount) => amount > 0, {
    error: "expected more than zero",
    params: { problem: "amount_out_of_range" },
  })
  .openapi({ minimum: 1 });

const ADJUSTMENTS_MEAN = {
  bonus: "the wallet gains it",
  penalty: "the wallet loses it; what it does not have becomes debt",
};

const adjustmentKind = words("Which way", ADJUSTMENT_KINDS, ADJUSTMENTS_MEAN);
const adjustmentReason = textSchema(500, "Why, for people; kept with the adjustment");

export const newAdjustmentSchema = named(
  "NewAdjustment",
  z.strictObject({ amount: positiveAmount, kind: adjustmentKind, reason: adjustmentReason }),
  { amount: 500, kind: "bonus", reason: "Thanks for the translated guide" },
);

export const adjustmentSchema = named(
  "Adjustment",
  z.object({
    id: idAnswer("The adjustment's id", "adj_5k_1"),
    kind: adjustmentKind,
    amount: amountAnswer("What was given or taken"),
    reason: adjustmentReason,
  }),
  { id: "adj_5k_1", kind: "bonus", amount: 500, reason: "Thanks for the translated guide" },
);

export const listedAdjustmentSchema = named(
  "ListedAdjustment",
  adjustmentSchema.extend({
    madeAt: instantAnswer("When it was made; null where it is not known").nullable(),
    madeBy: idAnswer("By which credential; null where it is not known", "ak_1").nullable(),
  }),
  {
    id: "adj_5k_1",
    kind: "bonus",
    amount: 500,
    reason: "Thanks for the translated guide",
    madeAt: "2026-11-22T08:00:00.000Z",
    madeBy: "ak_1",
  },
);

export function presentAdjustment({
  madeAtMs,
  ...adjustment
}: StoredAdjustment): z.output<typeof listedAdjustmentSchema> {
  return { ...adjustment, madeAt: madeAtMs === null ? null : instantOf(madeAtMs) };
}
