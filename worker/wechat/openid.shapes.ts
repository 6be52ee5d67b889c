/** Who a promoter is in WeChat, on the wire. */
import { z } from "@hono/zod-openapi";
import { idAnswer, instantAnswer, named, programIdSchema } from "../http/common.shapes.ts";

export const newOpenidSchema = named(
  "NewWechatBinding",
  z.strictObject({
    openId: z
      .string()
      .regex(/^[\w-]{6,64}$/)
      .openapi({
        example: "oLVPpjqs9BhvzwPj5A-vTYAX3GLc",
        description: "The person's openid of the program's official account. It is kept as a keyed hash",
      }),
  }),
  { openId: "oLVPpjqs9BhvzwPj5A-vTYAX3GLc" },
);

export const openidSchema = named(
  "WechatBinding",
  z.object({
    promoterId: idAnswer("The promoter", "pr_5k"),
    appId: z.string().openapi({ description: "The official account that the openid is of" }),
    boundAt: instantAnswer("When it was bound"),
  }),
  { promoterId: "pr_5k", appId: "wx8d1f2c3b4a5e6f70", boundAt: "2026-11-28T08:00:00.000Z" },
);

export const signInQuery = z.object({ program: programIdSchema });

/** What WeChat leads back with. It says nothing of a refusal. */
export const callbackSchema = z.object({
  code: z.string().min(1).max(512),
  state: z.string().min(1).max(128),
});
