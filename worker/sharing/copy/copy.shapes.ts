/** Share texts on the wire: templates, what a text is asked for, and what is found in it. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";
import { variablesIn } from "../../../domain/sharing/fill-text.ts";
import { FLAG_KINDS } from "../../../domain/sharing/flagged-words.ts";
import { PLATFORMS } from "../../../domain/sharing/platforms.ts";
import { COPY_LANGUAGES, LENGTHS, TONES } from "../../../domain/sharing/share-text.ts";
import {
  amountSchema,
  countAnswer,
  instantAnswer,
  linesSchema,
  named,
  programIdSchema,
  textSchema,
  words,
} from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { linkIdSchema } from "../../links/link.shapes.ts";
import { MODEL_OUTCOMES } from "./model/outcomes.ts";
import type { StoredTemplate } from "./copy-templates.tables.ts";

const WRITERS = ["template", "model"] as const;

/** What a template may name. */
const VARIABLES = ["product", "price", "occasion", "program", "link"] as const;

export const languageSchema = words("The text's language", COPY_LANGUAGES, { zh: "Chinese", en: "English" });
const toneSchema = words("How the text speaks", TONES, {
  plain: "says what it is",
  warm: "as to a friend",
  lively: "with signs and exclamations",
  expert: "with reasons",
});
export const platformSchema = words("Where the text is put", namesOf(PLATFORMS), {
  moments: "WeChat Moments: at most 100 characters, which are shown without a tap",
  group: "a chat group: at most 200",
  weibo: "at most 140",
  xiaohongshu: "at most 1,000, and no link: none can be tapped there",
  douyin: "at most 300, and no link",
});
const lengthSchema = words("How long it is without its link", namesOf(LENGTHS), {
  short: "at most 40 characters",
  medium: "at most 100",
  long: "more",
});
export const occasionSchema = textSchema(
  40,
  "An occasion, such as a feast; texts for it are given where it is named",
);

const templateText = linesSchema(
  1_000,
  "With variables: `{product}`, `{price}`, `{occasion}`, `{program}`, `{link}`. A text is left out where one of them is not known",
)
  .refine((text) => variablesIn(text).every((name) => VARIABLES.some((known) => known === name)), {
    error: `knows ${VARIABLES.map((name) => `{${name}}`).join(", ")} alone`,
  })
  .openapi({ example: "{product}，{price}，链接在这里：{link}" });

export const templateParams = z.object({
  program: programIdSchema,
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .openapi({ example: "tea-warm", description: "The merchant's id of the template" }),
});

export const templateBodySchema = named(
  "CopyTemplateBody",
  z.strictObject({
    language: languageSchema.default("zh"),
    tone: toneSchema.default("plain"),
    platform: platformSchema.optional(),
    occasion: occasionSchema.optional(),
    text: templateText,
  }),
  { language: "zh", tone: "warm", text: "{product}，{price}，链接在这里：{link}" },
);

export const flagSchema = z.object({
  word: z.string().openapi({ example: "第一", description: "As it stands in the text" }),
  at: countAnswer("Where it begins, in characters of UTF-16"),
  kind: words("Why it is flagged", FLAG_KINDS, {
    absolute: "an absolute term (Advertising Law of the PRC, Art. 9 (3))",
    state: "speaks for the state (Art. 9 (1), (2), (4))",
    medical: "promises an effect on health (Art. 16 to 18)",
    promise: "promises gain, or none of its risks (Art. 25)",
    forced_sharing: "has people share for a reward, for which WeChat blocks domains",
  }),
});

export const templateSchema = named(
  "CopyTemplate",
  z.object({
    id: z.string().openapi({ example: "tea-warm", description: "The merchant's id of the template" }),
    language: languageSchema,
    tone: toneSchema,
    platform: platformSchema.nullable().openapi({ description: "Null: for all" }),
    occasion: z.string().nullable().openapi({ description: "Null: for any" }),
    text: z.string().openapi({ description: "With its variables" }),
    flags: z.array(flagSchema).openapi({ description: "What a person looks at before it is used" }),
    updatedAt: instantAnswer("When it was put"),
  }),
  {
    id: "tea-warm",
    language: "zh",
    tone: "warm",
    platform: null,
    occasion: null,
    text: "{product}，{price}，链接在这里：{link}",
    flags: [],
    updatedAt: "2026-11-22T08:00:00.000Z",
  },
);

export const productSchema = z.strictObject({
  name: textSchema(100, "What the product is called"),
  price: amountSchema("What it costs").optional(),
});

export const wantedCopySchema = named(
  "WantedShareCopy",
  z.strictObject({
    product: productSchema,
    occasion: occasionSchema.optional(),
    language: languageSchema.default("zh"),
    tone: toneSchema.optional().openapi({ description: "Absent: each" }),
    length: lengthSchema.optional().openapi({ description: "Absent: each" }),
    platform: platformSchema.optional().openapi({ description: "Absent: anywhere" }),
    linkId: linkIdSchema
      .optional()
      .openapi({ description: "The share link that texts lead to; absent: they have none" }),
    count: z.int().min(1).max(50).default(5).openapi({ description: "At most so many texts of templates" }),
    variants: z.int().min(0).max(10).default(0).openapi({
      description:
        "At most so many texts that a model writes, behind those of templates: where the operator has set one. It may take 15 seconds",
    }),
  }),
  { product: { name: "龙井茶 250 克", price: 12_800 }, tone: "warm", linkId: "ln_1" },
);

export const shareCopySchema = named(
  "ShareCopy",
  z.object({
    texts: z
      .array(
        z.object({
          writtenBy: words("Who wrote it", WRITERS, {
            template: "a template, of the merchant or of ours",
            model: "a model, of which a person reads everything before it is used",
          }),
          templateId: z.string().nullable().openapi({
            example: "usual-zh-warm-1",
            description: "By which template; null: a model wrote it",
          }),
          tone: toneSchema,
          length: lengthSchema,
          text: z.string().openapi({ description: "To be copied" }),
          characters: countAnswer("As readers count them: an emoji is one"),
          flags: z.array(flagSchema).openapi({ description: "What a person looks at before it is used" }),
        }),
      )
      .openapi({
        description:
          "The merchant's own first, those of a model last. Empty: no template has all that it names",
      }),
    model: words("What came of the model; templates are there whatever it says", MODEL_OUTCOMES, {
      not_set: "the operator has set none",
      not_asked: "`variants` was 0",
      answered:
        "it wrote. Texts with an address, a figure, an amount or a way to reach somebody of its own are left out",
      limited: "it was asked too often within the hour",
      failed: "it did not answer, or not as it was asked to",
    }),
  }),
  {
    texts: [
      {
        writtenBy: "template",
        templateId: "usual-zh-warm-1",
        tone: "warm",
        length: "short",
        text: "用着不错的龙井茶 250 克，想着你也许需要：https://go.example/s/tea-time",
        characters: 48,
        flags: [],
      },
    ],
    model: "not_asked",
  },
);

export function presentTemplate(
  template: StoredTemplate,
  flags: z.output<typeof templateSchema>["flags"],
): z.output<typeof templateSchema> {
  const { updatedAtMs, ...shown } = template;
  return { ...shown, flags, updatedAt: instantOf(updatedAtMs) };
}
