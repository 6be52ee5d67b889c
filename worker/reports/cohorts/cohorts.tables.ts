/** What customers bought by the month of their first order: the sums of a cohort in each month. */
import { sql } from "drizzle-orm";
import type { OrderSums } from "../../../domain/reports/figures.ts";
import type { Month } from "../../../domain/program/month.ts";
import { queries } from "../../platform/queries.ts";
import { COHORT } from "../../read-models/report-sums.tables.ts";
import { reportMonths } from "../../read-models/schema.tables.ts";

/** Orders of a month by the customers of a cohort. `newCustomers` are those who were first seen then. */
export interface CohortMonth extends OrderSums {
  readonly cohort: Month;
  readonly month: Month;
}

/** Cohorts of some months, in their sequence, each with its months. */
export async function cohortMonths(
  reports: D1Database,
  programId: string,
  { from, to }: { readonly from: Month; readonly to: Month },
): Promise<CohortMonth[]> {
  return await queries(reports).all<CohortMonth>(
    sql`SELECT substr(key, 1, 7) AS cohort, substr(key, 9) AS month, sum(orders) AS orders,
        sum(new_customers) AS newCustomers, sum(sales) AS sales, sum(refunded) AS refunded,
        sum(commission) AS commission
      FROM ${reportMonths} WHERE program_id = ${programId} AND dimension = ${COHORT} AND key >= ${from}
        AND key < ${`${to}0`} GROUP BY key HAVING sum(orders) > 0 ORDER BY key`,
  );
}
