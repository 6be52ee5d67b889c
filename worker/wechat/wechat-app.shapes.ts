/** A program's official account on the wire. */
import { z } from "@hono/zod-openapi";
import { instantAnswer, named, textSchema } from "../http/common.shapes.ts";
import type { WechatAppRow } from "./wechat-apps.tables.ts";

/** As WeChat names the files by which it proves a host. */
const VERIFICATION_FILE = /^MP_verify_[0-9A-Za-z]{1,64}\.txt$/;

const appIdSchema = z
  .string()
  .regex(/^wx[0-9A-Za-z]{4,30}$/)
  .openapi({ example: "wx8d1f2c3b4a5e6f70", description: "The account's AppID" });

const miniAppIdSchema = appIdSchema.openapi({
  example: "wx2b7e1f6a9c0d3845",
  description: "The mini program's AppID",
});

const appSecretSchema = z.string().regex(/^[!-~]{8,128}$/);

const newMiniProgramSchema = z
  .strictObject({
    appId: miniAppIdSchema,
    appSecret: appSecretSchema.openapi({
      example: "c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5",
      description: "The mini program's AppSecret. It is kept encrypted, and never shown",
    }),
  })
  .openapi({
    description: "The mini program that codes of links open; absent: `appId` is that of a mini program",
  });

const verificationSchema = z
  .strictObject({
    name: z
      .string()
      .regex(VERIFICATION_FILE)
      .openapi({ example: "MP_verify_Q1w2E3r4T5y6U7i8.txt", description: "The file's name" }),
    content: textSchema(256, "What the file holds").openapi({ example: "Q1w2E3r4T5y6U7i8" }),
  })
  .openapi({ description: "The file by which WeChat proves a host. Every host of the service answers it" });

export const newWechatAppSchema = named(
  "NewWechatApp",
  z.strictObject({
    appId: appIdSchema,
    appSecret: appSecretSchema.openapi({
      example: "5f8a1c0b7e6d4923a1b0c9d8e7f6a5b4",
      description: "The account's AppSecret. It is kept encrypted, and never shown",
    }),
    verification: verificationSchema.optional(),
    miniProgram: newMiniProgramSchema.optional(),
  }),
  {
    appId: "wx8d1f2c3b4a5e6f70",
    appSecret: "5f8a1c0b7e6d4923a1b0c9d8e7f6a5b4",
    verification: { name: "MP_verify_Q1w2E3r4T5y6U7i8.txt", content: "Q1w2E3r4T5y6U7i8" },
  },
);

export const wechatAppSchema = named(
  "WechatApp",
  z.object({
    appId: appIdSchema,
    verification: verificationSchema
      .nullable()
      .openapi({ description: "The file by which WeChat proves a host; null: none is set" }),
    miniProgram: z
      .object({ appId: miniAppIdSchema })
      .nullable()
      .openapi({ description: "The mini program that codes of links open; null: none is set" }),
    updatedAt: instantAnswer("When it was set"),
  }),
  {
    appId: "wx8d1f2c3b4a5e6f70",
    verification: { name: "MP_verify_Q1w2E3r4T5y6U7i8.txt", content: "Q1w2E3r4T5y6U7i8" },
    miniProgram: { appId: "wx2b7e1f6a9c0d3845" },
    updatedAt: "2026-11-28T08:00:00.000Z",
  },
);

export function presentWechatApp(
  { appId, verificationName: name, verificationContent: content, miniAppId }: WechatAppRow,
  updatedAt: string,
): z.output<typeof wechatAppSchema> {
  return {
    appId,
    verification: name === null || content === null ? null : { name, content },
    miniProgram: miniAppId === null ? null : { appId: miniAppId },
    updatedAt,
  };
}
