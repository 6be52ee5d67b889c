/** WeChat Pay: payments, combined payments and refunds, as APIv3 notifies merchants and service providers of them. */
import { lazily } from "../../platform/lazily.ts";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import type { Source } from "../source.ts";
import { wechatpayKeySchema } from "../../wechat/pay/merchant.shapes.ts";
import { wechatpaySettingsSchema, wechatpayWebhookSchema } from "./wechatpay.shapes.ts";

export const wechatpay: Source = {
  headers: [
    { name: "wechatpay-timestamp", description: "seconds since 1970", example: "1795334400" },
    { name: "wechatpay-nonce", description: "a random text", example: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS" },
    {
      name: "wechatpay-serial",
      description: "the id of the public key, or the serial of the platform certificate",
      example: "PUB_KEY_ID_0114232134912410000000000000",
    },
    {
      name: "wechatpay-signature",
      description: "RSA with SHA-256 over time, nonce and body, in base64",
      example: "Y2hhbmdlZA==",
    },
  ],
  bodySchema: wechatpayWebhookSchema,
  settingsSchema: wechatpaySettingsSchema,
  // Whatever is durable, or of no use, is a success: WeChat Pay tells all else again, up to a day.
  answerMembers: (status, body) =>
    status < 300
      ? { code: "SUCCESS", message: body["code"] ?? "OK" }
      : { code: "FAIL", message: body["code"] ?? "error" },
  // Bills of three months, of which the shortest has 89 days.
  api: {
    keySchema: wechatpayKeySchema,
    originOf: () => "https://api.mch.weixin.qq.com",
    historyMs: 89 * DAY_MS,
    pauseMs: 200,
  },
  load: lazily(async () => (await import("./code.ts")).WECHATPAY_CODE),
};
