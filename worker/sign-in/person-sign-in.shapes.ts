/** What signing in by a provider is asked with. */
import { z } from "@hono/zod-openapi";
import { named } from "../http/common.shapes.ts";
import { isReturnPath } from "./return-path.ts";

export const startQuery = z.object({
  return: z
    .string()
    .refine(isReturnPath, {
      error: "expected a page of the desk or the documentation, such as /desk/payouts?state=requested",
    })
    .default("/")
    .openapi({
      example: "/",
      description: "The page that signing in leads to: `/`, or one below `/desk` or `/docs`",
    }),
});

export const signInWaysSchema = named(
  "SignInWays",
  z.object({
    provider: z
      .string()
      .nullable()
      .openapi({ description: "The path where signing in by a provider begins; null: none is set" }),
  }),
  { provider: "/v1/sessions/provider" },
);
