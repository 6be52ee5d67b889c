/** Sign-in links of promoters on the wire. */
import { z } from "@hono/zod-openapi";
import { instantAnswer, named } from "../http/common.shapes.ts";

export const newSignInLinkSchema = named("NewSignInLink", z.strictObject({}), {});

export const signInLinkSchema = named(
  "SignInLink",
  z.object({
    url: z.string().optional().openapi({
      description: "Opens the portal as the promoter, once; in the answer that made it alone",
      example: "https://go.shop.example/sign-in/tl_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
    }),
    expiresAt: instantAnswer("From when on the link is refused"),
  }),
  {
    url: "https://go.shop.example/sign-in/tl_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
    expiresAt: "2026-11-22T08:05:00.000Z",
  },
);

export const signInLinkParams = z.object({
  token: z.string().min(1).max(200).openapi({
    description: "What the link holds",
    example: "tl_demo_0123456789abcdefghjkmnpqrstvwxyz01234567",
  }),
});
