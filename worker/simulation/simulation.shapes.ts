/** Simulations of commission rules: what is asked, and how the outcome is shown. */
import { z } from "@hono/zod-openapi";
import type { CostComparison, PromoterCost } from "../../domain/simulation/simulate.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  amountAnswer,
  countAnswer,
  differenceAnswer,
  idAnswer,
  instantSchema,
  named,
} from "../http/common.shapes.ts";
import { postedConversionsSchema } from "../orders/conversion.shapes.ts";
import { rulesBodySchema } from "../configuration/rules.shapes.ts";

const span = {
  from: instantSchema("Recorded orders that occurred then or later; absent: from the first").optional(),
  to: instantSchema("Recorded orders that occurred before; absent: to the last").optional(),
};

export const simulationBodySchema = z
  .strictObject({
    ...rulesBodySchema.shape,
    ...span,
    conversions: z.array(z.unknown()).min(1).max(LIMITS.conversionsPerBatch).optional(),
  })
  .refine((body) => body.from === undefined || body.to === undefined || body.from < body.to, {
    error: "expected a time after from",
    path: ["to"],
  })
  .refine((body) => body.conversions === undefined || (body.from ?? body.to) === undefined, {
    error: "conversions are simulated alone, not with recorded orders",
    path: ["conversions"],
  });

/** The same with the conversions described; each of them is checked alone. */
export const simulationBodyDescription = named(
  "Simulation",
  z.strictObject({
    ...rulesBodySchema.shape,
    ...span,
    conversions: postedConversionsSchema.optional(),
  }),
  {
    rules: [
      {
        id: "base",
        scope: {},
        levels: [{ level: 1, kind: "percentage", rateBps: 1_200 }],
      },
    ],
    from: "2026-10-01T00:00:00Z",
    to: "2026-11-01T00:00:00Z",
  },
);

const CHANGE = "`after` less `before`; below zero where it costs less";

const costSchema = z.object({
  promoterId: idAnswer("Who earns", "pr_5k"),
  before: amountAnswer("What the promoter earned"),
  after: amountAnswer("What it would have earned"),
  change: differenceAnswer(CHANGE),
});

const COST_EXAMPLE = { promoterId: "pr_5k", before: 1_000, after: 1_200, change: 200 };

export const simulationSchema = named(
  "SimulationResult",
  z.object({
    orders: countAnswer("Orders that were compared"),
    before: amountAnswer("What they cost"),
    after: amountAnswer("What they would have cost"),
    change: differenceAnswer(CHANGE),
    promoters: z
      .array(costSchema)
      .openapi({ description: `Who gains most first; at most ${LIMITS.promotersShown}` }),
    winners: z.array(costSchema).openapi({ description: "Who gains, most first; at most 100" }),
    losers: z.array(costSchema).openapi({ description: "Who loses, most first; at most 100" }),
  }),
  {
    orders: 1,
    before: 1_000,
    after: 1_200,
    change: 200,
    promoters: [COST_EXAMPLE],
    winners: [COST_EXAMPLE],
    losers: [],
  },
);

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
