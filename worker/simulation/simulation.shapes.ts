/** Simulations of commission rules: what is asked, and how the outcome is shown. */
import { z } from "@hono/zod-openapi";
import type { CostComparison, PromoterCost } from "../../domain/simulation/simulate.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountAnswer, instantSchema } from "../http/common.shapes.ts";
import { conversionsBodySchema } from "../orders/conversion.shapes.ts";
import { rulesBodySchema } from "../configuration/rules.shapes.ts";

export const simulationBodySchema = z
  .strictObject({
    ...rulesBodySchema.shape,
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    conversions: z.array(z.unknown()).min(1).max(LIMITS.conversionsPerBatch).optional(),
  })
  .refine((body) => body.from === undefined || body.to === undefined || body.from < body.to, {
    error: "expected a time after from",
    path: ["to"],
  })
  .refine((body) => body.conversions === undefined || (body.from ?? body.to) === undefined, {
    error: "conversions are simulated alone, not with recorded orders",
    path: ["conversions"],
  })
  .openapi("SimulationRequest");

/** The same with the conversions described; each of them is checked alone. */
export const simulationBodyDescription = z
  .strictObject({
    ...rulesBodySchema.shape,
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    conversions: z.array(conversionsBodySchema.options[1]).min(1).max(LIMITS.conversionsPerBatch).optional(),
  })
  .openapi("Simulation");

const costSchema = z.object({
  promoterId: z.string(),
  before: amountAnswer,
  after: amountAnswer,
  change: z.int(),
});

export const simulationSchema = z
  .object({
    orders: z.int(),
    before: amountAnswer,
    after: amountAnswer,
    change: z.int(),
    promoters: z
      .array(costSchema)
      .openapi({ description: `Who gains most first; at most ${LIMITS.promotersShown}` }),
    winners: z.array(costSchema),
    losers: z.array(costSchema),
  })
  .openapi("SimulationResult");

/** Winners and losers that are named. */
const NAMED = 100;

export function presentSimulation(comparison: CostComparison): z.output<typeof simulationSchema> {
  const costs = comparison.costs().map(presentCost);
  const { orders, before, after } = comparison;
  return {
    orders,
    before,
    after,
    change: after - before,
    promoters: costs.slice(0, LIMITS.promotersShown),
    winners: costs.filter((cost) => cost.change > 0).slice(0, NAMED),
    losers: costs
      .filter((cost) => cost.change < 0)
      .toReversed()
      .slice(0, NAMED),
  };
}

function presentCost({ promoter, before, after }: PromoterCost): z.output<typeof costSchema> {
  return { promoterId: promoterIdOf(promoter), before, after, change: after - before };
}
