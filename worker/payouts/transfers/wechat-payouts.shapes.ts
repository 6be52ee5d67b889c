/** By what a program's payouts are paid in WeChat, on the wire. */
import { z } from "@hono/zod-openapi";
import { instantAnswer, named, textSchema } from "../../http/common.shapes.ts";
import { MERCHANT_EXAMPLE, merchantFields } from "../../wechat/pay/merchant.shapes.ts";
import type { WechatPayoutsRow } from "./wechat-payouts.tables.ts";

const appId = z
  .string()
  .regex(/^wx[0-9A-Za-z]{4,30}$/)
  .openapi({
    example: "wx8d1f2c3b4a5e6f70",
    description: "The AppID that the payees' openids are of. WeChat Pay has to know it as the merchant's",
  });

const sceneInfo = z.strictObject({
  type: textSchema(15, "What is said, as WeChat Pay names it for the scene"),
  content: textSchema(32, "The text"),
});

export const newWechatPayoutsSchema = named(
  "NewWechatPayouts",
  z.strictObject({
    appId,
    ...merchantFields,
    apiV3Key: z
      .string()
      .regex(/^[A-Za-z0-9]{32}$/)
      .openapi({ description: "The APIv3 key. It opens notifications" }),
    publicKeyId: z
      .string()
      .regex(/^PUB_KEY_ID_\w{1,64}$/)
      .openapi({ description: "The id of WeChat Pay's public key" }),
    publicKey: z
      .string()
      .max(10_000)
      .openapi({ description: "WeChat Pay's public key, in PEM: `pub_key.pem`. It verifies answers" }),
    sceneId: z
      .string()
      .regex(/^\d{1,36}$/)
      .openapi({ description: "The scene of transfers that WeChat Pay has granted" }),
    sceneInfos: z
      .array(sceneInfo)
      .min(1)
      .max(10)
      .openapi({ description: "What WeChat Pay wants to be told in that scene" }),
    remark: textSchema(32, "What the payee reads").default("Commission"),
  }),
  {
    appId: "wx8d1f2c3b4a5e6f70",
    ...MERCHANT_EXAMPLE,
    apiV3Key: "0123456789abcdef0123456789abcdef",
    publicKeyId: "PUB_KEY_ID_0114232134912410000000000000",
    publicKey: "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOC\n-----END PUBLIC KEY-----\n",
    sceneId: "1005",
    sceneInfos: [
      { type: "岗位类型", content: "推广员" },
      { type: "报酬说明", content: "推广佣金" },
    ],
    remark: "推广佣金",
  },
);

/** All of it, as it is sealed. */
export type WechatPayouts = z.output<typeof newWechatPayoutsSchema>;

export const wechatPayoutsSchema = named(
  "WechatPayouts",
  z.object({
    appId,
    merchantId: merchantFields.merchantId,
    updatedAt: instantAnswer("When it was set"),
  }),
  { appId: "wx8d1f2c3b4a5e6f70", merchantId: "1230000109", updatedAt: "2026-11-28T08:00:00.000Z" },
);

export function presentWechatPayouts(
  { appId: app, merchantId }: WechatPayoutsRow,
  updatedAt: string,
): z.output<typeof wechatPayoutsSchema> {
  return { appId: app, merchantId, updatedAt };
}
