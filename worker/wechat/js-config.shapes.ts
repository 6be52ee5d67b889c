/** What a page is told for WeChat's JS-SDK. */
import { z } from "@hono/zod-openapi";
import { named, programIdSchema } from "../http/common.shapes.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

const MOST_CHARACTERS = 2_048;

export const jsConfigQuery = z.object({
  program: programIdSchema,
  url: z
    .string()
    .max(MOST_CHARACTERS)
    .refine((text) => URL.canParse(text), ofKind("wrong_form", "expected the address of a page"))
    .openapi({
      example: "https://shop.example/tea?size=250",
      description: "The page's address as the browser has it. A fragment is left out",
    }),
});

export const jsConfigSchema = named(
  "WechatJsConfig",
  z.object({
    appId: z.string().openapi({ description: "The official account's AppID" }),
    timestamp: z.int().openapi({ description: "When it was signed, in seconds" }),
    nonceStr: z.string().openapi({ description: "Random" }),
    signature: z.string().openapi({ description: "SHA-1, in hex" }),
  }),
  {
    appId: "wx8d1f2c3b4a5e6f70",
    timestamp: 1_795_852_800,
    nonceStr: "8f3k2m9x0q7c5v1n",
    signature: "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
  },
);
