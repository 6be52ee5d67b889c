/** The path of an error code's page. */
import { z } from "@hono/zod-openapi";
import { PROBLEM_CODES } from "../http/problem-catalogue.ts";

export const errorDocParams = z.object({
  code: z.enum(PROBLEM_CODES).openapi({ example: "invalid_body", description: "A code of the catalogue" }),
});
