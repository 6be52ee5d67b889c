/** What is read of a vendor's refusal: its own word for it, and no sentence. */
import { z } from "@hono/zod-openapi";

const word = z
  .string()
  .regex(/^[\w.-]{1,64}$/)
  .optional()
  .catch(undefined);

export const faultAnswerSchema = z.object({
  code: word,
  error: z.object({ code: word, type: word }).optional().catch(undefined),
});
