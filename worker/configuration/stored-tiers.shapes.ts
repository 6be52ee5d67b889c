/** Tiers as they are stored. What another version of the code added to them is passed over. */
import { z } from "@hono/zod-openapi";
import { amountSchema } from "../http/common.shapes.ts";
import { TIER_REVIEWS } from "../../domain/referral/tiers.ts";

export const storedTiersSchema = z.object({
  tiers: z
    .array(z.object({ name: z.string(), fromSales: amountSchema("The least sales") }))
    .min(1)
    .readonly(),
  review: z.enum(TIER_REVIEWS),
});
