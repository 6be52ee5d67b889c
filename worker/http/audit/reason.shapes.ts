/** Why something is taken away, as its author writes it: kept with the entry of the audit. */
import { z } from "@hono/zod-openapi";
import { named, textSchema } from "../common.shapes.ts";

export const reasonSchema = textSchema(500, "Why, for people; kept with the entry of the audit");

/** What an act may say that takes something away. */
export const withReasonSchema = named("WithReason", z.strictObject({ reason: reasonSchema.optional() }), {
  reason: "The promoter left",
});
