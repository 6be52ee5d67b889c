/** A refusal on the wire (RFC 9457). */
import { z } from "@hono/zod-openapi";
import { named } from "./common.shapes.ts";
import { pageOfProblem, PROBLEM_CODES } from "./problem-catalogue.ts";

export const faultSchema = named(
  "Fault",
  z.object({
    path: z.string().openapi({ description: "Where in the body, as `items[0].amount`; else the parameter" }),
    message: z.string().openapi({ description: "What is wrong there, for people" }),
  }),
  { path: "items[0].amount", message: "expected an integer" },
);

export const problemSchema = named(
  "Problem",
  z.object({
    type: z.string().openapi({
      format: "uri-reference",
      description: "The page that explains the code, relative to this service",
    }),
    title: z.string().openapi({ description: "Always the same for a code" }),
    status: z.int().openapi({ description: "The HTTP status" }),
    detail: z.string().openapi({ description: "What was wrong this time, for people" }),
    code: z.enum(PROBLEM_CODES).openapi({
      description: "The fixed machine word to go by. Each is explained at `/docs/errors/{code}`",
    }),
    errors: z
      .array(faultSchema)
      .optional()
      .openapi({ description: "Of a body or parameter that does not fit: every fault" }),
  }),
  {
    type: pageOfProblem("invalid_body"),
    title: "The body does not fit the schema",
    status: 422,
    detail: "The body does not fit the schema",
    code: "invalid_body",
    errors: [{ path: "amount", message: "expected an integer" }],
  },
);
