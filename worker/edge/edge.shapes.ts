/** What browsers ask of the edge, described: it is judged by hand there, as an odd address is no error for a buyer. */
import { z } from "@hono/zod-openapi";
import { currencySchema, orderIdSchema, programIdSchema } from "../http/common.shapes.ts";

const slug = z.string().openapi({
  example: "4kq8s2mz7t",
  description: "The link's slug. Capitals, a slash and what people paste behind it are read over",
});

export const shareLinkParams = z.object({ slug });

export const pixelQuery = z.object({
  program: programIdSchema,
  link: slug,
  e: z
    .literal("impression")
    .openapi({ example: "impression", description: "`impression`: the link was shown" }),
});

export const conversionPixelQuery = z.object({
  program: programIdSchema,
  order: orderIdSchema,
  amount: z
    .string()
    .regex(/^\d{1,13}$/)
    .openapi({ example: "10000", description: "What the page says the order is worth, in minor units" }),
  currency: currencySchema,
  tby: z.string().optional().openapi({ description: "A click token that the page holds" }),
});
