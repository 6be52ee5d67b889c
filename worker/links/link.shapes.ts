/** Share links on the wire. */
import { z } from "@hono/zod-openapi";
import { linkIdOf, promoterIdOf } from "../../domain/kernel/ids.ts";
import { slugForm } from "../../domain/tracking/slug.ts";
import type { Link } from "./links.tables.ts";
import {
  instantAnswer,
  instantOf,
  instantSchema,
  opaqueIdSchema,
  textSchema,
} from "../http/common.shapes.ts";

const LONGEST_URL = 2_048;

const previewSchema = z.strictObject({
  title: textSchema(200),
  description: textSchema(500).optional(),
  image: z
    .url({ protocol: /^https$/ })
    .max(LONGEST_URL)
    .optional(),
});

/** A slug chosen by people: lower case, with a `-`, which no generated one has. */
const chosenSlugSchema = z
  .string()
  .refine((slug) => slugForm(slug) === "chosen", {
    error: "expected 4 to 64 characters of a-z, 0-9 and -, with a - between others",
  })
  .openapi({ type: "string", minLength: 4, maxLength: 64, example: "spring-sale" });

/** Whether it may be led to is the program's to say. */
const destinationSchema = z.string().min(1).max(LONGEST_URL).openapi({ format: "uri" });

export const newLinkSchema = z
  .strictObject({
    promoterId: z.string(),
    destination: destinationSchema,
    slug: chosenSlugSchema.optional(),
    campaignId: opaqueIdSchema.optional(),
    productId: opaqueIdSchema.optional(),
    expiresAt: instantSchema.optional(),
    preview: previewSchema.optional(),
  })
  .openapi("NewLink");

export const linkPatchSchema = z
  .strictObject({
    destination: destinationSchema.optional(),
    campaignId: opaqueIdSchema.nullable().optional(),
    productId: opaqueIdSchema.nullable().optional(),
    expiresAt: instantSchema.nullable().optional(),
    preview: previewSchema.nullable().optional(),
    status: z.enum(["active", "disabled"]).optional(),
  })
  .openapi("LinkPatch");

export const linkSchema = z
  .object({
    id: z.string().openapi({ example: "ln_1" }),
    slug: z.string(),
    url: z.string(),
    promoterId: z.string(),
    destination: z.string(),
    campaignId: z.string().nullable(),
    productId: z.string().nullable(),
    preview: previewSchema.nullable(),
    status: z.enum(["active", "disabled"]),
    expiresAt: instantAnswer.nullable(),
    createdAt: instantAnswer,
  })
  .openapi("Link");

/** @param shareOrigin where share links answer, such as `https://s.example`. */
export function presentLink(link: Link, shareOrigin: string): z.output<typeof linkSchema> {
  return {
    id: linkIdOf(link.number),
    slug: link.slug,
    url: `${shareOrigin}/s/${link.slug}`,
    promoterId: promoterIdOf(link.promoter),
    destination: link.destination,
    campaignId: link.campaignId,
    productId: link.productId,
    preview: link.preview,
    status: link.status,
    expiresAt: link.expiresAtMs === null ? null : instantOf(link.expiresAtMs),
    createdAt: instantOf(link.createdAtMs),
  };
}
