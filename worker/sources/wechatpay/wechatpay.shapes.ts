/** WeChat Pay on the wire: a notification of APIv3 as it comes, and what a merchant may set. */
import { z } from "@hono/zod-openapi";
import { idAnswer, named, words } from "../../http/common.shapes.ts";

export const wechatpaySettingsSchema = named(
  "WeChatPaySourceSettings",
  z.strictObject({
    customer: words("Whom a payment names as its customer, where `attach` names none", ["none", "openid"], {
      none: "nobody",
      openid: "the openid of whoever paid",
    }).default("none"),
  }),
  { customer: "openid" },
);

export type WeChatPaySettings = z.output<typeof wechatpaySettingsSchema>;

/** A webhook's body. What happened is enclosed in `resource`. */
export const wechatpayWebhookSchema = named(
  "WeChatPayWebhook",
  z.looseObject({
    id: idAnswer("WeChat Pay's id of the notification", "EV-2018022511223320873"),
    create_time: z.string().openapi({ description: "When it was made, with its offset" }),
    event_type: z.string().openapi({ description: "What happened, such as `TRANSACTION.SUCCESS`" }),
    resource: z
      .looseObject({
        algorithm: z.string().openapi({ description: "`AEAD_AES_256_GCM`" }),
        ciphertext: z
          .string()
          .openapi({ description: "What it is about, encrypted under the APIv3 key, in base64" }),
        nonce: z.string().openapi({ description: "The nonce of the encryption" }),
        associated_data: z.string().optional().openapi({ description: "What is authenticated with it" }),
      })
      .openapi({ description: "What it happened to, encrypted" }),
  }),
  {
    id: "EV-2018022511223320873",
    create_time: "2026-11-22T16:00:00+08:00",
    event_type: "TRANSACTION.SUCCESS",
    resource: {
      algorithm: "AEAD_AES_256_GCM",
      nonce: "fdasflkja484",
      associated_data: "transaction",
      ciphertext:
        "DUcclrHBE5NffFMk6pzEyhVrz1jnxtqSCQMaICR0+urvOkRI0JNqKpzaO4OUnqUZHvTm7h1Zh0eqtsTQf4+oe7JROfRZ13U3JFYtHylNRaBTtQzZ5xMVj3zta8HDWs3bU2qczRKO2zQeES+kPRsMzVaIZ3FexrpVxmqmJzwe94VZb/L55FNyZGGKvSm/6fKmddvSZpoaKqVsEHP2RrTOyoTqoGSuGCPLLPgxjbhBTMENaCds3QgXmtEQG95kGivo+AP23I66jv/vLwwxZ9XcCAMlsX18b4ty1bJY6Zk7Qek+z9yEsA8W8DOq",
    },
  },
);
