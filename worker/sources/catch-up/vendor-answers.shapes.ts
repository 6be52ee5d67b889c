/**
 * What is read of a vendor's refusal: its own word for it, and no sentence. Words are of letters: digits and signs would let a
 * key, a number or an address of a person through.
 */
import { z } from "@hono/zod-openapi";

const word = z
  .string()
  .max(64)
  .regex(/^[a-z]+(?:[_.-][a-z]+)*$/i)
  .optional()
  .catch(undefined);

export const faultAnswerSchema = z.object({
  code: word,
  error: z.object({ code: word, type: word }).optional().catch(undefined),
});
