/** What WeChat Pay's API answers, and where a list goes on. */
import { z } from "@hono/zod-openapi";

export const billSchema = z.object({
  hash_type: z.literal("SHA1"),
  hash_value: z.string(),
  download_url: z.url(),
});

/** A refund as it stands. */
export const listedRefundSchema = z.looseObject({
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  status: z.string(),
  success_time: z.string().nullish(),
});

export const wechatpayPlaceSchema = z.object({
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** Rows of the day's bill that were read. */
  row: z.int().min(0),
});
