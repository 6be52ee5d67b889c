/**
 * What is read of notifications and of what they enclose, for merchants, for service providers and for combined payments.
 * All else is passed over. A member that only adds and cannot be read is as if it were absent.
 */
import { z } from "@hono/zod-openapi";

const text = z.string().min(1);
const maybeText = z.string().nullish().catch(undefined);
const units = z.int().min(0);

const resourceSchema = z.object({
  algorithm: z.string(),
  ciphertext: z.string().max(2_097_152),
  associated_data: z
    .string()
    .nullish()
    .transform((associated) => associated ?? ""),
  nonce: z.string().min(1).max(16),
});

export const notificationSchema = z.object({
  id: z.string().min(1).max(128),
  create_time: text,
  event_type: z.string(),
  resource: resourceSchema.optional(),
});

/** A service provider is told the payer by its own app and by the merchant's. */
const payer = z
  .object({ openid: maybeText, sub_openid: maybeText, sp_openid: maybeText })
  .nullish()
  .catch(undefined);

export const transactionSchema = z.object({
  out_trade_no: text,
  trade_state: z.string().nullish(),
  success_time: maybeText,
  attach: maybeText,
  amount: z.object({ total: units, currency: text.default("CNY") }),
  payer,
});

/** Several orders paid at once: each is a payment of its own, with a number of its own. */
export const combinedSchema = z.object({
  combine_out_trade_no: text,
  combine_payer_info: payer,
  sub_orders: z
    .array(
      z.object({
        out_trade_no: text,
        trade_state: z.string().nullish(),
        success_time: maybeText,
        attach: maybeText,
        amount: z.object({ total_amount: units, currency: text.default("CNY") }),
      }),
    )
    .min(1)
    .max(50),
});

export const refundSchema = z.object({
  out_trade_no: text,
  out_refund_no: text,
  success_time: maybeText,
  amount: z.object({ refund: units }),
});

/** What a refund that did not happen has to say. */
export const endedRefundSchema = z.object({ out_trade_no: text, out_refund_no: text });

/** `attach`, where it is JSON: the token, and the merchant's id of the customer. */
export const attachedSchema = z.object({
  tby: maybeText,
  c: z.union([z.string(), z.int()]).nullish().catch(undefined),
});

export type Transaction = z.output<typeof transactionSchema>;
export type Combined = z.output<typeof combinedSchema>;
export type Refund = z.output<typeof refundSchema>;
export type EndedRefund = z.output<typeof endedRefundSchema>;
export type Payer = z.output<typeof payer>;
