/** Cohorts of customers on the wire. */
import { z } from "@hono/zod-openapi";
import { lifetimeValue, type OrderSums } from "../../../domain/reports/figures.ts";
import { countAnswer, withExample } from "../../http/common.shapes.ts";
import type { CohortMonth } from "./cohorts.tables.ts";
import { customerShape, orderFigures, periodFields, REPORT_EXAMPLE, reportShape } from "../report.shapes.ts";

const { newCustomers: _, ...figures } = orderFigures;

export const cohortsQuery = z.object({ from: periodFields.from, to: periodFields.to });

const monthOf = (of: string) => z.string().openapi({ example: "2026-10", description: of });

export const monthShape = {
  month: monthOf("The month in which the orders occurred, in the program's time zone"),
  monthsAfter: countAnswer("Months since the cohort's own"),
  ...figures,
  ltv: customerShape.ltv.openapi({
    description:
      "Sales that were not taken back, of all months until this one, for each customer of the cohort, rounded down; null without customers",
  }),
};

const cohortSchema = z.object({
  cohort: monthOf("The month of the customers' first orders, in the program's time zone"),
  customers: countAnswer("Customers whose first order occurred in the month, as it was decided"),
  months: z
    .array(z.object(monthShape))
    .openapi({ description: "Months in which they ordered, earliest first" }),
});

const schema = z.object({ ...reportShape, data: z.array(cohortSchema) });

const sums = { orders: 60, sales: 720_000, refunded: 20_000, commission: 70_000 };

export const cohortsSchema = withExample(schema, {
  ...REPORT_EXAMPLE,
  data: [
    {
      cohort: "2026-11",
      customers: 50,
      months: [{ month: "2026-11", monthsAfter: 0, ...sums, ltv: 14_000 }],
    },
  ],
});

/** Months of cohorts, each cohort's together. */
export function presentCohorts(months: readonly CohortMonth[]): z.output<typeof cohortSchema>[] {
  return [...Map.groupBy(months, ({ cohort }) => cohort)].map(([cohort, own]) => {
    const customers = own.reduce((sum, { newCustomers }) => sum + newCustomers, 0);
    let [sales, refunded] = [0, 0];
    return {
      cohort,
      customers,
      months: own.map(({ cohort: _cohort, newCustomers: _new, month, ...sums }) => {
        sales += sums.sales;
        refunded += sums.refunded;
        const whole: OrderSums = { ...sums, newCustomers: 0, sales, refunded };
        return {
          month,
          monthsAfter: monthsBetween(cohort, month),
          ...sums,
          ltv: lifetimeValue(whole, customers),
        };
      }),
    };
  });
}

function monthsBetween(from: string, to: string): number {
  const months = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return months(to) - months(from);
}
