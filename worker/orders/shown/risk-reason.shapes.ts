/** Reasons of risk as order, events and explanation show them. */
import { z } from "@hono/zod-openapi";
import { RISK_CODES } from "../../../domain/order/risk-reason.ts";
import { CODES_MEAN } from "../../../domain/risk/codes.ts";
import { words } from "../../http/common.shapes.ts";

const riskCodeSchema = words("Why a person looks at the order", RISK_CODES, CODES_MEAN);

const factSchema = z.union([z.string(), z.number(), z.boolean()]);

export const riskReasonSchema = z.object({
  code: riskCodeSchema,
  weight: z.number().openapi({
    description: "A log likelihood ratio: how much likelier the finding is under fraud than without",
  }),
  facts: z
    .record(z.string(), factSchema)
    .openapi({ description: "Figures and ids that it rests on; other members for each code" }),
});
