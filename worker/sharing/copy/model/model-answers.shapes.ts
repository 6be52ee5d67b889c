/** What a model answers, as far as it is used. */
import { z } from "@hono/zod-openapi";
import { TONES } from "../../../../domain/sharing/share-text.ts";

export const completionSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string() }) })).min(1),
});

const textSchema = z.object({
  tone: z.enum(TONES).catch("plain"),
  text: z.string().trim().min(1).max(2_000),
});

export type ModelText = z.output<typeof textSchema>;

/** As the model was asked to write them. One that is none, or too long, takes no other with it. */
export const writtenTextsSchema = z.object({
  texts: z
    .array(z.unknown())
    .max(50)
    .transform((items) =>
      items.flatMap((item): ModelText[] => {
        const { data } = textSchema.safeParse(item);
        return data === undefined ? [] : [data];
      }),
    ),
});
