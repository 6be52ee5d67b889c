/** What promoters of a book were paid or asked for in a month, as its tax is counted: by the month of the request. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { TaxedMonth } from "../../../domain/payout/tax-statement.ts";
import type { Month } from "../../../domain/program/month.ts";

/** A month, and instants that it lies between in any time zone. */
export interface MonthAsked {
  readonly month: Month;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Promoters with a greater number than `after`, by number. What was given back counts nowhere. */
export function taxedMonths(
  sql: SqlStorage,
  { month, fromMs, toMs }: MonthAsked,
  after: PromoterRef | 0,
  limit: number,
): TaxedMonth[] {
  return sql
    .exec<TaxedMonth & Record<string, SqlStorageValue>>(
      `SELECT promoter, count(*) AS payouts, sum(gross) AS gross, sum(withheld) AS withheld,
         sum((state = 'paid') * (gross - withheld)) AS paid FROM (
         SELECT promoter AS listed, number AS place FROM payouts_by_state
         WHERE state IN ('requested', 'approved', 'processing', 'paid')
           AND requested_at_ms >= ?1 AND requested_at_ms < ?2 AND promoter > ?4)
       CROSS JOIN payouts ON promoter = listed AND number = place
       WHERE month = ?3 GROUP BY promoter ORDER BY promoter LIMIT ?5`,
      fromMs,
      toMs,
      month,
      after,
      limit,
    )
    .toArray();
}
