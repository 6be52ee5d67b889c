/** Share links on the wire. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import { linkIdOf, parseLinkId, promoterIdOf } from "../../domain/kernel/ids.ts";
import { slugForm } from "../../domain/tracking/slug.ts";
import type { Link } from "./links.tables.ts";
import {
  campaignIdSchema,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  productIdSchema,
  programIdSchema,
  promoterIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import { ofKind, wrongForm } from "../http/problems/fault-kinds.ts";

const LONGEST_URL = 2_048;

const previewSchema = z
  .strictObject({
    title: textSchema(200, "Title of the card"),
    description: textSchema(500, "Text of the card").optional(),
    image: z
      .url({ protocol: /^https$/ })
      .max(LONGEST_URL)
      .optional()
      .openapi({ description: "Address of the card's picture" }),
  })
  .openapi({ description: "What link-preview crawlers are shown" });

/** A slug chosen by people: lower case, with a `-`, which no generated one has. */
const chosenSlugSchema = z
  .string()
  .refine(
    (slug) => slugForm(slug) === "chosen",
    ofKind("wrong_form", "expected 4 to 64 characters of a-z, 0-9 and -, with a - between others"),
  )
  .openapi({
    minLength: 4,
    maxLength: 64,
    example: "spring-sale",
    description: "A chosen slug, with a `-` between other characters; absent: one is made",
  });

/** Whether it may be led to is the program's to say. */
const destinationSchema = z.string().min(1).max(LONGEST_URL).openapi({
  format: "uri",
  description: "Where the link leads: https, on a host of the program's `allowedHosts`",
});

const CAMPAIGN = "Orders of the link belong to this campaign where they name none";
const PRODUCT = "The product that the link is for; told in reports";
const EXPIRY = "From when on the link answers 410";
const AFTERWARDS =
  "Where the link leads, without a token, once it has expired or was disabled. It is by https, on an allowed host";
const afterwardsSchema = z.string().min(1).max(LONGEST_URL);

export const newLinkSchema = named(
  "NewLink",
  z.strictObject({
    promoterId: z.string().openapi({ example: "pr_5k", description: "Whose link it is" }),
    destination: destinationSchema,
    slug: chosenSlugSchema.optional(),
    campaignId: campaignIdSchema.optional().openapi({ description: CAMPAIGN }),
    productId: productIdSchema.optional().openapi({ description: PRODUCT }),
    expiresAt: instantSchema(`${EXPIRY}; absent: never`).optional(),
    expiredUrl: afterwardsSchema
      .optional()
      .openapi({ format: "uri", description: `${AFTERWARDS}; absent: a page says that it has ended` }),
    preview: previewSchema.optional(),
  }),
  {
    promoterId: "pr_5k",
    destination: "https://shop.example/tea",
    campaignId: "double-eleven",
    preview: { title: "Spring tea" },
  },
);

const STATUSES: Readonly<Record<Link["status"], string>> = {
  active: "leads to its destination",
  disabled: "answers 410",
};

const MAKERS: Readonly<Record<Link["madeBy"], string>> = {
  merchant: "the merchant, who alone changes it",
  promoter: "the promoter itself, by one of its tokens",
};

const statusSchema = words("What the link does", namesOf(STATUSES), STATUSES);

export const linkPatchSchema = named(
  "LinkPatch",
  z.strictObject({
    destination: destinationSchema.optional(),
    campaignId: campaignIdSchema
      .nullable()
      .optional()
      .openapi({ description: `${CAMPAIGN}; null: none` }),
    productId: productIdSchema
      .nullable()
      .optional()
      .openapi({ description: `${PRODUCT}; null: none` }),
    expiresAt: instantSchema(`${EXPIRY}; null: never`).nullable().optional(),
    expiredUrl: afterwardsSchema
      .nullable()
      .optional()
      .openapi({ format: "uri", description: `${AFTERWARDS}; null: a page says that it has ended` }),
    preview: previewSchema.nullable().optional().openapi({
      description: "What link-preview crawlers are shown; null: the destination's own card",
    }),
    status: statusSchema.optional(),
  }),
  { status: "disabled" },
);

export const linkSchema = named(
  "Link",
  z.object({
    id: idAnswer("The link's id", "ln_1"),
    slug: z.string().openapi({ description: "The part of the address that names the link" }),
    url: z.string().openapi({ format: "uri", description: "The address to share" }),
    promoterId: idAnswer("Whose link it is", "pr_5k"),
    destination: destinationSchema,
    campaignId: campaignIdSchema.nullable().openapi({ description: `${CAMPAIGN}; null: none` }),
    productId: productIdSchema.nullable().openapi({ description: `${PRODUCT}; null: none` }),
    preview: previewSchema.nullable().openapi({
      description: "What link-preview crawlers are shown; null: the destination's own card",
    }),
    status: statusSchema,
    madeBy: words("Who made the link", namesOf(MAKERS), MAKERS),
    expiresAt: instantAnswer(`${EXPIRY}; null: never`).nullable(),
    expiredUrl: z
      .string()
      .nullable()
      .openapi({ format: "uri", description: `${AFTERWARDS}; null: none` }),
    createdAt: instantAnswer("When the link was made"),
  }),
  {
    id: "ln_1",
    slug: "4kq8s2mz7t",
    url: "https://s.example/s/4kq8s2mz7t",
    promoterId: "pr_5k",
    destination: "https://shop.example/tea",
    campaignId: "double-eleven",
    productId: null,
    preview: { title: "Spring tea" },
    status: "active",
    madeBy: "merchant",
    expiresAt: null,
    expiredUrl: null,
    createdAt: "2026-11-22T08:00:00.000Z",
  },
);

/** A link's id, read to its number. */
export const linkIdSchema = z
  .string()
  .transform((id, context) => {
    const number = parseLinkId(id);
    if (number !== undefined) return number;
    context.addIssue(wrongForm("expected a link's id"));
    return z.NEVER;
  })
  .openapi({ example: "ln_1", description: "The link's id" });

export const linkParams = z.object({ program: programIdSchema, id: linkIdSchema });

export const linksQuery = z.object({
  ...pageFields,
  promoterId: promoterIdSchema.optional().openapi({
    description: "Links of this promoter alone. A promoter's token lists its own, and may name no other",
  }),
});

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
    madeBy: link.madeBy,
    expiresAt: link.expiresAtMs === null ? null : instantOf(link.expiresAtMs),
    expiredUrl: link.expiredUrl,
    createdAt: instantOf(link.createdAtMs),
  };
}
