/** What a resolver answers over HTTPS as `application/dns-json`; a name that leads nowhere has no answers. */
import { z } from "@hono/zod-openapi";

export const resolverAnswerSchema = z.object({
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});
