/** Health on the wire: in one word, and by part. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import { named, programIdSchema, words } from "../http/common.shapes.ts";
import { pageOfProblem, PROBLEMS } from "../http/problem-catalogue.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import type { Part } from "./readiness.ts";

export const healthSchema = named(
  "Health",
  z.object({ status: z.literal("ok").openapi({ description: "`ok`: the service can serve" }) }),
  { status: "ok" },
);

export const readinessQuery = z.object({
  program: programIdSchema.optional().openapi({ description: "Whether this program can be served, too" }),
});

const PARTS: Readonly<Record<Part, string>> = {
  keys: "the keys of the deployment",
  config: "the database of programs, keys and settings, with its migrations",
  links: "the database of share links, with its migrations",
  reports: "the database of lists and counts, with its migrations",
  program: "the objects of the program asked for",
};

const partSchema = words("A part of the service", namesOf(PARTS), PARTS);

export const readinessSchema = named(
  "Readiness",
  z.object({
    status: z.literal("ok").openapi({ description: "`ok`: every part can serve" }),
    parts: z.array(partSchema).openapi({ description: "The parts that were asked, all of them ready" }),
    notUnderstood: z.array(z.string()).optional().openapi({
      description:
        "Programs with settings, rules or tiers that this version of the code cannot read, and which; told to the operator alone. What was set before stands for them",
    }),
  }),
  { status: "ok", parts: ["keys", "config", "links", "reports"] },
);

const textSchema = z.object({
  name: z.string().openapi({ description: "The kind of error" }),
  message: z.string().optional().openapi({ description: "What it says; absent where it quotes its input" }),
});

export const unreadySchema = named(
  "Unready",
  problemSchema.extend({
    parts: z.array(partSchema).openapi({ description: "The parts that were asked" }),
    unready: z
      .array(
        z.object({
          part: partSchema,
          errors: z.array(textSchema).optional().openapi({
            description: "What went wrong with its causes, the outermost first; told to the operator alone",
          }),
        }),
      )
      .openapi({ description: "Those that cannot serve" }),
  }),
  {
    type: pageOfProblem("unavailable"),
    title: PROBLEMS.unavailable.title,
    status: 503,
    detail: "not ready: links",
    code: "unavailable",
    parts: ["keys", "config", "links", "reports"],
    unready: [{ part: "links" }],
  },
);
