/** What a caller says of a mini program code. */
import { z } from "@hono/zod-openapi";
import { words } from "../http/common.shapes.ts";
import { wholeNumber } from "../http/page.shapes.ts";

const VERSIONS = {
  release: "what everybody has",
  trial: "what testers have",
  develop: "what developers have",
} as const;

export const miniProgramCodeQuery = z.object({
  page: z
    .string()
    .regex(/^(?!\/)[^?#\s]{1,128}$/)
    .optional()
    .openapi({
      example: "pages/tea/tea",
      description: "The page that the code opens, without `/` before it; absent: the first page",
    }),
  envVersion: words("Which version the code opens", ["release", "trial", "develop"], VERSIONS).default(
    "release",
  ),
  // As WeChat draws codes.
  size: wholeNumber(280, 1_280, 430, "Width and height in pixels"),
});
