/** Terms of a program, and their acceptance, on the wire. */
import { z } from "@hono/zod-openapi";
import { idAnswer, instantAnswer, named } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { Acceptance, TermsVersion } from "./terms.tables.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

const MOST_CHARACTERS = 50_000;
const termsText = z
  .string()
  .min(1)
  .max(MOST_CHARACTERS)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), ofKind("wrong_form", "expected plain text"))
  .openapi({ description: "Plain text, with line breaks" });

const textsSchema = z
  .strictObject({ zh: termsText.optional(), en: termsText.optional() })
  .refine(({ zh, en }) => zh !== undefined || en !== undefined, { error: "expected a text" })
  .openapi({ description: "The terms by language; one at least" });

export const termsBodySchema = named("TermsBody", z.strictObject({ texts: textsSchema }), {
  texts: { en: "Be honest with buyers." },
});

export type TermsTexts = z.output<typeof textsSchema>;

const version = z.int().min(1).max(1_000_000).openapi({ example: 1, description: "The version's number" });

const textAnswer = (language: string) =>
  z
    .string()
    .optional()
    .openapi({ description: `The terms in ${language}; absent: there are none in that language` });

export const termsSchema = named(
  "Terms",
  z.object({
    version: z.int().min(0).openapi({ example: 1, description: "From 1; 0: there are none" }),
    publishedAt: instantAnswer("When they were published; null: there are none").nullable(),
    texts: z
      .object({ zh: textAnswer("Chinese"), en: textAnswer("English") })
      .openapi({ description: "The terms by language" }),
  }),
  { version: 1, publishedAt: "2026-11-22T08:00:00.000Z", texts: { en: "Be honest with buyers." } },
);

export const termsQuery = z.object({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .optional()
    .openapi({ type: "integer", example: 1, description: "Of this number; absent: the newest" }),
});

export const acceptanceBodySchema = named("TermsAcceptanceBody", z.strictObject({ version }), { version: 1 });

export const acceptanceSchema = named(
  "TermsAcceptance",
  z.object({
    version: z.int().openapi({ example: 1, description: "The version that was accepted" }),
    acceptedAt: instantAnswer("When it was"),
    by: idAnswer("By which credential it was said: the promoter's own token, or the merchant's", "pt_1"),
  }),
  { version: 1, acceptedAt: "2026-11-22T08:00:00.000Z", by: "pt_1" },
);

export function presentTerms(terms: TermsVersion | undefined): z.output<typeof termsSchema> {
  if (terms === undefined) return { version: 0, publishedAt: null, texts: {} };
  return {
    version: terms.version,
    publishedAt: instantOf(terms.publishedAtMs),
    texts: JSON.parse(terms.texts) as TermsTexts,
  };
}

export function presentAcceptance(one: Acceptance): z.output<typeof acceptanceSchema> {
  return { version: one.version, acceptedAt: instantOf(one.acceptedAtMs), by: one.credential };
}
