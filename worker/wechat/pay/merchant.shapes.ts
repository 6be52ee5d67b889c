/** By what WeChat Pay's API is asked: the merchant, and what signs for it. */
import { z } from "@hono/zod-openapi";
import { named } from "../../http/common.shapes.ts";

export const merchantFields = {
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
};

export const MERCHANT_EXAMPLE = {
  merchantId: "1230000109",
  serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
  privateKey: "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n",
};

export const wechatpayKeySchema = named("WeChatPayApiKey", z.strictObject(merchantFields), MERCHANT_EXAMPLE);
