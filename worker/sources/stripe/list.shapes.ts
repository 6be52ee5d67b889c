/** By what Stripe's API is asked, what it lists, and where a list goes on. */
import { z } from "@hono/zod-openapi";
import { named } from "../../http/common.shapes.ts";

export const stripeKeySchema = named(
  "StripeApiKey",
  z.strictObject({
    key: z
      .string()
      .regex(/^(?:rk|sk)_(?:live|test)_\w{8,240}$/)
      .openapi({ description: "A restricted key that may read events, or a secret key" }),
  }),
  { key: "rk_live_51QLkTz2eZvKYlo2CkeepThisKey" },
);

export const eventPageSchema = z.object({
  data: z.array(z.looseObject({ id: z.string(), created: z.int() })),
  has_more: z.boolean(),
});

export const eventPlaceSchema = z.object({
  atS: z.int(),
  spanS: z.int().min(1),
  /** Events of one page. */
  size: z.int().min(1).optional(),
  /** Within one second: the event after which it goes on, and how many pages of that second were read. */
  after: z.string().optional(),
  pages: z.int().min(0).optional(),
});

export type EventPage = z.output<typeof eventPageSchema>;
export type EventPlace = z.output<typeof eventPlaceSchema>;
