/** A database of reports in a file, with orders over two years as their owners would have written them. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { databaseBinding } from "../../test/simulation/platform/stored-database.ts";
import { rebuildMonth, reportedMonths } from "../../worker/reports/report-check.tables.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const DAY_MS = 86_400_000;

/** The program that is seeded, and its number. */
export const SEEDED = { id: "seeded", number: 7 } as const;

const KEPT = [
  "report_periods",
  "report_period_sums",
  "report_period_customers",
  "report_kept",
  "report_kept_sums",
  "report_customer_months",
];

/** Two years until this day. */
export const SEEDED_UNTIL_MS = Date.UTC(2026, 10, 27);
export const SEEDED_DAYS = 730;

export class SeededReports {
  readonly #database: DatabaseSync;
  readonly reports: D1Database;

  /** @param isSeeded whether an earlier run seeded it. */
  constructor(path: string, isSeeded = false) {
    this.#database = new DatabaseSync(path);
    const migrations = isSeeded ? [] : globSync("migrations/reports/*.sql", { cwd: PROJECT }).sort();
    for (const migration of migrations) {
      this.#database.exec(readFileSync(resolve(PROJECT, migration), "utf8"));
    }
    this.#database.exec("PRAGMA journal_mode = WAL");
    this.reports = databaseBinding(async (statements) => {
      return await Promise.resolve(
        statements.map(({ sql, bindings, inLists = false }) => {
          const statement = this.#database.prepare(sql);
          statement.setReturnArrays(inLists);
          return { rows: statement.all(...(bindings as SQLInputValue[])) as never, changes: 0 };
        }),
      );
    });
  }

  /** What earlier readings kept. */
  readonly forgetKept = (): void => {
    for (const table of KEPT) this.#database.exec(`DELETE FROM ${table}`);
  };

  close(): void {
    this.#database.close();
  }

  /**
   * Writes orders spread evenly over the two years, and clicks of each promoter's link on each day. In each month somebody orders
   * of each cohort before.
   */
  async seed(orders: number, promoters: number): Promise<void> {
    this.#database
      .prepare(
        `WITH RECURSIVE one (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM one WHERE n + 1 < ?1), made AS (
           SELECT n, 256 + (n * 7919) % CAST(?2 AS INTEGER) AS promoter, 1000 + (n * 31) % 9000 AS amount,
             CASE n % 10 WHEN 0 THEN 500 ELSE 0 END AS reversed, (n * 104729) % (CAST(?1 AS INTEGER) / 3) AS customer,
             ?3 + CAST(n * ?4 / ?1 AS INTEGER) AS at FROM one),
         met AS (SELECT *, ?3 + (at - ?3) / 1000 * (n * 7907 % 1000) AS met_at FROM made)
         INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
           under_review, basis, updated_at_ms, promoter, is_new_customer, kept, campaign_id, link, channel, tier, currency,
           path, click_to_order_ms, cohort, opens_cohort, is_counted, shares, sold)
         SELECT ?5, 'o' || n, 1, at, amount, reversed, 'c' || customer, 'available', 0, 'touch', at, promoter, n % 3 = 0, 100,
           'campaign' || (n % 20), promoter, CASE n % 3 WHEN 0 THEN 'social' ELSE 'direct' END, 'default', 'CNY',
           CASE n % 5 WHEN 0 THEN 'social>direct' ELSE 'direct' END, (n * 7907) % 5000000,
           strftime('%Y-%m', met_at / 1000, 'unixepoch') || '/' || strftime('%Y-%m', at / 1000, 'unixepoch'), n % 3 = 0, 1,
           json_array(json_array(promoter, 1, amount, reversed, 100)),
           json_array(json_array('product' || (n % 300), amount, reversed, 100)) FROM met`,
      )
      .run(orders, promoters, SEEDED_UNTIL_MS - SEEDED_DAYS * DAY_MS, SEEDED_DAYS * DAY_MS, SEEDED.id);
    for (const month of await reportedMonths(this.reports, SEEDED.id)) {
      await rebuildMonth(this.reports, SEEDED.id, month);
    }
    this.#seedClicks(promoters);
    this.#database.exec("ANALYZE; PRAGMA optimize");
  }

  #seedClicks(promoters: number): void {
    const first = SEEDED_UNTIL_MS - SEEDED_DAYS * DAY_MS;
    const days = `WITH RECURSIVE day (ms) AS (SELECT ${first} UNION ALL SELECT ms + ${DAY_MS} FROM day
      WHERE ms + ${DAY_MS} < ${SEEDED_UNTIL_MS})`;
    const hours = `WITH RECURSIVE hour (ms) AS (SELECT ${first} UNION ALL SELECT ms + 3600000 FROM hour
      WHERE ms + 3600000 < ${SEEDED_UNTIL_MS})`;
    this.#database.exec(
      `${hours} INSERT INTO click_hours SELECT ${SEEDED.number}, ms, 'social', 40, 30 FROM hour`,
    );
    this.#database
      .exec(`INSERT INTO click_days SELECT program, start_ms - start_ms % ${DAY_MS}, kind, sum(clicks),
      sum(unique_clicks) FROM click_hours GROUP BY 1, 2, 3`);
    this.#database
      .exec(`${days}, link (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM link WHERE n + 1 < ${promoters})
      INSERT INTO link_days SELECT ${SEEDED.number}, ms, 256 + n, 256 + n, '', 2, 1, 0 FROM day, link
      WHERE (n + ms / ${DAY_MS}) % 4 = 0`);
    this.#database.exec(`INSERT INTO link_months SELECT program, promoter, link, reason,
      unixepoch(start_ms / 1000, 'unixepoch', 'start of month') * 1000, sum(clicks), sum(unique_clicks), sum(impressions)
      FROM link_days GROUP BY 1, 2, 3, 4, 5`);
  }
}
