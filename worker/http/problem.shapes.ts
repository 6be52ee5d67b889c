/** A refusal on the wire (RFC 9457). */
import { z } from "@hono/zod-openapi";
import { named, words } from "./common.shapes.ts";
import { pageOfProblem, PROBLEM_CODES } from "./problem-catalogue.ts";
import { FAULT_KINDS, FAULT_KINDS_MEAN } from "./problems/fault-kinds.ts";

export const faultSchema = named(
  "Fault",
  z.object({
    path: z.string().openapi({ description: "Where in the body, as `items[0].amount`; else the parameter" }),
    message: z.string().openapi({ description: "What is wrong there, for people" }),
    kind: words(
      "What is wrong there, as a fixed word. Absent: the message alone says it. Later versions may have more words",
      FAULT_KINDS,
      FAULT_KINDS_MEAN,
    ).optional(),
    limit: z.number().optional().openapi({ description: "The bound of the kinds that name it" }),
  }),
  {
    path: "name",
    message: "Too big: expected string to have <=100 characters",
    kind: "too_long",
    limit: 100,
  },
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
    errors: [
      { path: "amount", message: "Invalid input: expected int, received number", kind: "not_an_integer" },
    ],
  },
);
