/** What a team sells and earns on the wire. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { countAnswer, idAnswer, promoterIdSchema, withExample } from "../../http/common.shapes.ts";
import { amountAnswer } from "../../http/common.shapes.ts";
import { orderFigures, periodFields, REPORT_EXAMPLE, reportShape } from "../report.shapes.ts";

export const teamsQuery = z.object({
  ...periodFields,
  promoterId: promoterIdSchema.optional().openapi({
    description: "Whose team; a promoter's token asks for its own, and needs not say so",
  }),
  depth: z
    .string()
    .regex(/^[0-9]{1,2}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(LIMITS.treeDepth))
    .default(LIMITS.treeDepth)
    .openapi({
      type: "integer",
      minimum: 1,
      maximum: LIMITS.treeDepth,
      default: LIMITS.treeDepth,
      description: `Levels below; a report sums at most ${LIMITS.teamInReport} promoters`,
    }),
});

const levelSchema = z.object({
  level: countAnswer("How far below: 0 is the promoter itself"),
  promoters: countAnswer("Promoters of the level, as the tree stands now"),
  ...orderFigures,
  orders: countAnswer("Orders of which promoters of the level have the greatest credit"),
  sales: amountAnswer("Their part of the orders that they have credit of"),
  commission: amountAnswer("What they earn themselves of orders of the period, as far as it is kept"),
});

const schema = z.object({
  ...reportShape,
  promoterId: idAnswer("Whose team it is", "pr_5k"),
  data: z.array(levelSchema).openapi({ description: "A row for each level, nearest first" }),
});

export const teamsSchema = withExample(schema, {
  ...REPORT_EXAMPLE,
  promoterId: "pr_5k",
  data: [
    { level: 0, promoters: 1, orders: 9, newCustomers: 2, sales: 90_000, refunded: 0, commission: 13_500 },
    {
      level: 1,
      promoters: 4,
      orders: 60,
      newCustomers: 22,
      sales: 720_000,
      refunded: 20_000,
      commission: 70_000,
    },
  ],
});
