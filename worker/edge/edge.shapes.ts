/** What browsers ask of the edge, described: it is judged by hand there, as an odd address is no error for a buyer. */
import { z } from "@hono/zod-openapi";
import { currencySchema, named, orderIdSchema, programIdSchema } from "../http/common.shapes.ts";

const slug = z.string().openapi({
  example: "4kq8s2mz7t",
  description: "The link's slug. Capitals, a slash and what people paste behind it are read over",
});

export const shareLinkParams = z.object({ slug });

/** What a link-preview crawler is shown of a link with a preview. */
export const cardSchema = z.string().openapi({ description: "A page with Open Graph tags" });

/** What an app or a mini program is told that asks where a link leads. */
export const appClickSchema = named(
  "AppClick",
  z.object({
    clickToken: z
      .string()
      .nullable()
      .openapi({ description: "To be sent along with an order; null of a link that has ended" }),
    destination: z
      .string()
      .openapi({ format: "uri", description: "Where the link leads, without the token" }),
  }),
  { clickToken: "ARgDq83vASNFZ4k", destination: "https://shop.example/tea" },
);

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
