/** What a model answers, as far as it is used. */
import { z } from "@hono/zod-openapi";
import { TONES } from "../../../../domain/sharing/share-text.ts";

export const completionSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string() }) })).min(1),
});

/** As the model was asked to write them. */
export const writtenTextsSchema = z.object({
  texts: z
    .array(z.object({ tone: z.enum(TONES).catch("plain"), text: z.string().trim().min(1).max(2_000) }))
    .max(50),
});

export type ModelText = z.output<typeof writtenTextsSchema>["texts"][number];
