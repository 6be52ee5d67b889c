/** The time from click to order on the wire. */
import { z } from "@hono/zod-openapi";
import type { ClickToOrderClass } from "../../../domain/reports/click-to-order.ts";
import { NO_ORDERS, type OrderSums, partBps } from "../../../domain/reports/figures.ts";
import { durationAnswer, withExample } from "../../http/common.shapes.ts";
import { orderFigures, periodFields, REPORT_EXAMPLE, reportShape } from "../report.shapes.ts";

export const clickToOrderQuery = z.object(periodFields);

export const classShape = {
  from: durationAnswer("From this long after the click; null of orders that no click decided")
    .nullable()
    .openapi({ example: "PT5S" }),
  to: durationAnswer("Until this long after it, which is not part of it; null of the last class")
    .nullable()
    .openapi({ example: "PT60S" }),
  ...orderFigures,
  shareBps: z.int().nullable().openapi({
    example: 1_250,
    description:
      "`orders x 10,000 / orders that a click decided`, rounded down; null without any, and of orders that no click decided",
  }),
};

const schema = z.object({
  ...reportShape,
  data: z.array(z.object(classShape)).openapi({
    description: "Every class, the shortest time first, and at the end orders that no click decided",
  }),
});

const sums = { orders: 8, newCustomers: 3, sales: 96_000, refunded: 0, commission: 9_600 };

export const clickToOrderSchema = withExample(schema, {
  ...REPORT_EXAMPLE,
  data: [{ from: "PT5S", to: "PT60S", ...sums, shareBps: 1_250 }],
});

/** Rows of all classes. @param sums by where a class begins, as text; of orders without a click under an empty one. */
export function presentClasses(
  classes: readonly ClickToOrderClass[],
  sumsOf: ReadonlyMap<string, OrderSums>,
): z.output<typeof schema>["data"] {
  const found = classes.map((one) => ({ ...one, sums: sumsOf.get(String(one.fromMs)) ?? NO_ORDERS }));
  const decided = found.reduce((sum, { sums: { orders } }) => sum + orders, 0);
  return [
    ...found.map(({ fromMs, toMs, sums: own }) => ({
      from: durationOf(fromMs),
      to: toMs === null ? null : durationOf(toMs),
      ...own,
      shareBps: partBps(own.orders, decided),
    })),
    { from: null, to: null, ...(sumsOf.get("") ?? NO_ORDERS), shareBps: null },
  ];
}

/** Classes begin at whole seconds. */
function durationOf(ms: number): string {
  return `PT${ms / 1_000}S`;
}
