/** URL Links on the wire. */
import { z } from "@hono/zod-openapi";
import { instantAnswer, named } from "../http/common.shapes.ts";
import { wholeNumber } from "../http/page.shapes.ts";
import { miniProgramCodeQuery } from "./mini-program-code.shapes.ts";

const { page, envVersion } = miniProgramCodeQuery.shape;

/** WeChat lets none last longer. */
const MOST_DAYS = 30;

export const urlLinkQuery = z.object({
  page: page.openapi({
    example: "pages/tea/tea",
    description: "The page that it opens, without `/` before it; absent: the first page",
  }),
  envVersion,
  days: wholeNumber(1, MOST_DAYS, MOST_DAYS, "For how many days it answers"),
});

export const urlLinkSchema = named(
  "UrlLink",
  z.object({
    url: z.string().openapi({ description: "What is put into a message" }),
    expiresAt: instantAnswer("When WeChat lets it end"),
  }),
  { url: "https://wxaurl.cn/5f8a1c0b7e6", expiresAt: "2026-12-28T08:00:00.000Z" },
);
