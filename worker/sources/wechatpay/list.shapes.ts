/** By what WeChat Pay's API is asked, what it answers, and where a list goes on. */
import { z } from "@hono/zod-openapi";
import { named } from "../../http/common.shapes.ts";

export const wechatpayKeySchema = named(
  "WeChatPayApiKey",
  z.strictObject({
    merchantId: z
      .string()
      .regex(/^\d{8,12}$/)
      .openapi({ description: "The merchant's number, `mchid`" }),
    serial: z
      .string()
      .regex(/^[0-9A-Fa-f]{16,64}$/)
      .openapi({ description: "The serial of the merchant's API certificate" }),
    privateKey: z
      .string()
      .max(10_000)
      .regex(/^\s*-----BEGIN PRIVATE KEY-----[\w+/=\s]+-----END PRIVATE KEY-----\s*$/)
      .openapi({ description: "The private key of that certificate, in PEM: `apiclient_key.pem`" }),
  }),
  {
    merchantId: "1230000109",
    serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    privateKey: "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n",
  },
);

export type WeChatPayKeys = z.output<typeof wechatpayKeySchema>;

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
