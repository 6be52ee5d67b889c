/** Materials on the wire. */
import { z } from "@hono/zod-openapi";
import { FLAGGED_MEMBERS, MATERIAL_KINDS } from "../../../domain/sharing/material.ts";
import {
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  productIdSchema,
  programIdSchema,
  promoterIdSchema,
  linesSchema,
  textSchema,
  words,
} from "../../http/common.shapes.ts";
import { pageFields } from "../../http/page.shapes.ts";
import { linkIdSchema } from "../../links/link.shapes.ts";
import {
  flagSchema,
  languageSchema,
  occasionSchema,
  platformSchema,
  productSchema,
} from "../copy/copy.shapes.ts";
import { pictureData } from "../posters/poster.shapes.ts";
import { checkMaterial } from "./check-material.ts";

const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .openapi({ example: "spring-text", description: "The merchant's id of the material" });

export const materialParams = z.object({ program: programIdSchema, id: idSchema });

const kindSchema = words("What the material is", MATERIAL_KINDS, {
  text: "a text to copy",
  picture: "a picture to keep, with or without a text",
  link: "a page to read, with or without a text",
  story: "what somebody tells of selling, who has consented to it",
});

const tagSchema = textSchema(40, "A word of the merchant's, to find materials by").openapi({
  example: "spring",
});
const tagsSchema = z
  .array(tagSchema)
  .max(20)
  .refine((tags) => new Set(tags).size === tags.length, { error: "names one twice" })
  .openapi({ description: "Words of the merchant's, to find materials by" });

const httpsUrl = z
  .url({ protocol: /^https$/ })
  .max(2_048)
  .openapi({ example: "https://shop.example/about", description: "The page, by https" });

const POSITIONS = 10_000;
const USUAL_POSITION = 1_000;

const fields = {
  kind: kindSchema,
  title: textSchema(100, "What the material is called").openapi({ example: "Spring tea" }),
  text: linesSchema(
    2_000,
    "With variables: `{product}`, `{price}`, `{occasion}` of the material, `{program}`, and the promoter's own `{link}` and `{code}`",
  )
    .openapi({ example: "{product}: {link}" })
    .optional(),
  language: languageSchema.optional().openapi({ description: "The text's language; absent: any" }),
  picture: pictureData.optional(),
  href: httpsUrl.optional(),
  productRef: productIdSchema
    .optional()
    .openapi({ description: "`{link}` is the promoter's own link of this product, where it has one" }),
  product: productSchema.optional().openapi({ description: "What `{product}` and `{price}` stand for" }),
  occasion: occasionSchema
    .optional()
    .openapi({ description: "Such as a feast: what `{occasion}` stands for" }),
  tags: tagsSchema.default([]),
  platforms: z
    .array(platformSchema)
    .max(10)
    .default([])
    .openapi({ description: "Where it is to be put; empty: anywhere" }),
  who: textSchema(100, "Of a story: who tells it, as the merchant writes it")
    .openapi({ example: "Ms Li" })
    .optional(),
  earned: textSchema(100, "Of a story: what was earned, where the merchant says so").optional(),
  promoterId: promoterIdSchema
    .optional()
    .openapi({ description: "Of a story: the promoter whose it is. It goes when the promoter is erased" }),
  hasConsent: z
    .boolean()
    .optional()
    .openapi({ description: "Of a story: that who tells it has consented. It is refused without" }),
  publishedFrom: instantSchema("Promoters see it from then on; absent: at once").optional(),
  publishedUntil: instantSchema("Promoters see it until then; absent: for ever").optional(),
  position: z
    .int()
    .min(0)
    .max(POSITIONS)
    .default(USUAL_POSITION)
    .openapi({ description: "Lists go by it from the lowest on, and by id within one" }),
};

const EXAMPLE = {
  kind: "text" as const,
  title: "Spring tea",
  text: "{product}, {price}: {link}",
  language: "en" as const,
  product: { name: "Longjing tea", price: 12_800 },
  tags: ["spring"],
};

const PARTS = z.strictObject(fields);
export type MaterialParts = z.output<typeof PARTS>;

export const newMaterialSchema = named(
  "NewMaterial",
  z
    .strictObject({
      id: idSchema.optional().openapi({
        description: "The merchant's id of the material. Absent: one that follows from the rest",
      }),
      ...fields,
    })
    .superRefine(checkMaterial),
  { id: "spring-text", ...EXAMPLE },
);

export const materialBodySchema = named("MaterialBody", PARTS.superRefine(checkMaterial), EXAMPLE);

export const materialQuery = z.object({
  ...pageFields,
  kind: kindSchema.optional(),
  tag: tagSchema.optional(),
  linkId: linkIdSchema.optional().openapi({
    description:
      "Texts are filled for this link and its promoter. Absent: with a promoter's newest links, for a merchant not at all",
  }),
});

export const oneMaterialQuery = z.object({ linkId: materialQuery.shape.linkId });

const answerFields = {
  id: idSchema,
  kind: kindSchema,
  title: fields.title,
  text: z.string().nullable().openapi({
    description:
      "To a promoter with its values in place. Null: there is none, or `lacks` says what is missing",
  }),
  lacks: z
    .array(z.string())
    .openapi({ example: [], description: "Variables of the text that are not known of the promoter" }),
  language: languageSchema.nullable().openapi({ description: "What it is written in; null: not said" }),
  href: z.string().nullable().openapi({ description: "A page to read; null: none" }),
  productRef: z
    .string()
    .nullable()
    .openapi({ description: "The merchant's id of the product; null: of none" }),
  product: z
    .object({
      name: z.string().openapi({ description: "What the product is called" }),
      price: z
        .int()
        .optional()
        .openapi({ format: "minor-units", description: "What it costs, in minor units" }),
    })
    .nullable()
    .openapi({ description: "What it is about; null: no product" }),
  occasion: z.string().nullable().openapi({ description: "Such as a feast; null: none" }),
  tags: z.array(z.string()).openapi({ description: "Words of the merchant's" }),
  platforms: z.array(platformSchema).openapi({ description: "Where it is to be put; empty: anywhere" }),
  who: z
    .string()
    .nullable()
    .openapi({ description: "Who tells a story, as the merchant writes it; null: nobody" }),
  earned: z
    .string()
    .nullable()
    .openapi({ description: "What was earned, where the merchant says so; null: not said" }),
  promoterId: idAnswer("Whose story it is; null to promoters", "pr_5k").nullable(),
  hasConsent: z.boolean().nullable().openapi({ description: "True of a story, null of all else" }),
  publishedFrom: instantAnswer("Promoters see it from then on; null: at once").nullable(),
  publishedUntil: instantAnswer("Promoters see it until then; null: for ever").nullable(),
  position: z.int().openapi({ description: "Its place in lists" }),
  flags: z
    .array(
      flagSchema.extend({
        member: words("Where it stands", FLAGGED_MEMBERS, {
          title: "in the title",
          text: "in the text",
          earned: "in what was earned",
        }),
      }),
    )
    .openapi({ description: "What a person looks at before it is used" }),
  hasPicture: z.boolean().openapi({ description: "Whether its own address has a picture" }),
  updatedAt: instantAnswer("When it was made or replaced"),
};

const ANSWERED = {
  id: "spring-text",
  ...EXAMPLE,
  lacks: [],
  href: null,
  productRef: null,
  occasion: null,
  platforms: [],
  who: null,
  earned: null,
  promoterId: null,
  hasConsent: null,
  publishedFrom: null,
  publishedUntil: null,
  position: USUAL_POSITION,
  flags: [],
  hasPicture: false,
  updatedAt: "2026-11-22T08:00:00.000Z",
};

export const listedMaterialSchema = named("ListedMaterial", z.object(answerFields), ANSWERED);

export const materialSchema = named(
  "Material",
  z.object({
    ...answerFields,
    picture: pictureData.nullable().openapi({ description: "A `data:` address; null: none" }),
  }),
  { ...ANSWERED, picture: null },
);
