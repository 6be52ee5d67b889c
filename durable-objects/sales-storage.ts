/** Tables of an AccountBook for what its promoters sold, month by month, and the tiers that follow from it. */
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { AmountMinor } from "../domain/kernel/money.ts";
import type { Month } from "../domain/program/month.ts";
import type { TierPlan, TierStanding } from "../domain/referral/tiers.ts";
import type { SchemaStep } from "./schema-storage.ts";

export const SALES_SCHEMA: SchemaStep = [
  `CREATE TABLE sales (
     promoter INTEGER PRIMARY KEY,
     lifetime INTEGER NOT NULL CHECK (lifetime >= 0)
   ) STRICT`,
  `CREATE TABLE month_sales (
     promoter INTEGER NOT NULL,
     month TEXT NOT NULL,
     sales INTEGER NOT NULL CHECK (sales >= 0),
     PRIMARY KEY (promoter, month)
   ) STRICT, WITHOUT ROWID`,
  // A promoter without a row has the lowest tier.
  `CREATE TABLE tier_changes (
     promoter INTEGER NOT NULL,
     from_ms INTEGER NOT NULL,
     change INTEGER NOT NULL,
     tier TEXT NOT NULL,
     cause TEXT NOT NULL CHECK (cause IN ('joined', 'operator', 'sales', 'review', 'tiers_changed')),
     PRIMARY KEY (promoter, change)
   ) STRICT, WITHOUT ROWID`,
  // The newest plan that this book was told, when it next reviews, and how far a review has come.
  `CREATE TABLE tier_plan (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     version INTEGER NOT NULL,
     plan TEXT NOT NULL CHECK (json_valid(plan)),
     timezone TEXT NOT NULL,
     next_review_at_ms INTEGER,
     reviewed_to INTEGER,
     lowers INTEGER NOT NULL DEFAULT 0 CHECK (lowers IN (0, 1))
   ) STRICT`,
];

/** The plan as a program's configuration has it. */
export interface VersionedPlan {
  readonly version: number;
  readonly plan: TierPlan;
  readonly timezone: string;
}

export interface StoredPlan extends VersionedPlan {
  /** Null: no review is planned. */
  readonly nextReviewAtMs: number | null;
  /** The promoter that a running review came to; null when none runs. */
  readonly reviewedTo: number | null;
  /** Whether the running review may lower tiers. */
  readonly lowers: boolean;
}

export interface TierChange extends TierStanding {
  readonly fromMs: number;
  /** 1, 2, 3, … for the promoter. */
  readonly change: number;
}

const CHANGE_COLUMNS = "from_ms AS fromMs, change, tier, cause";

export class SalesStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Sales so far, those of a month, and the tier in force at a time, in one statement: intake asks for thousands. */
  standing(
    promoter: PromoterRef,
    month: Month,
    atMs: number,
  ): { lifetime: AmountMinor; month: AmountMinor; tier: string | null } {
    return this.#sql
      .exec<{ lifetime: AmountMinor; month: AmountMinor; tier: string | null }>(
        `SELECT coalesce((SELECT lifetime FROM sales WHERE promoter = ?1), 0) AS lifetime,
           coalesce((SELECT sales FROM month_sales WHERE promoter = ?1 AND month = ?2), 0) AS month,
           (SELECT tier FROM tier_changes WHERE promoter = ?1 AND from_ms <= ?3 ORDER BY change DESC LIMIT 1) AS tier`,
        promoter,
        month,
        atMs,
      )
      .one();
  }

  lifetime(promoter: PromoterRef): AmountMinor {
    const [row] = this.#sql
      .exec<{ lifetime: AmountMinor }>("SELECT lifetime FROM sales WHERE promoter = ?", promoter)
      .toArray();
    return row?.lifetime ?? (0 as AmountMinor);
  }

  /** Adds to a promoter's sales, or takes from them; answers the lifetime sales after it. */
  addLifetime(promoter: PromoterRef, change: number): AmountMinor {
    return this.#sql
      .exec<{ lifetime: AmountMinor }>(
        `INSERT INTO sales (promoter, lifetime) VALUES (?1, max(?2, 0))
         ON CONFLICT (promoter) DO UPDATE SET lifetime = lifetime + ?2 RETURNING lifetime`,
        promoter,
        change,
      )
      .one().lifetime;
  }

  addMonth(promoter: PromoterRef, month: Month, change: number): void {
    this.#sql.exec(
      `INSERT INTO month_sales (promoter, month, sales) VALUES (?1, ?2, max(?3, 0))
       ON CONFLICT (promoter, month) DO UPDATE SET sales = sales + ?3`,
      promoter,
      month,
      change,
    );
  }

  lastTier(promoter: PromoterRef): TierChange | null {
    return this.tierChanges(promoter, Number.MAX_SAFE_INTEGER, 1)[0] ?? null;
  }

  /** Changes with a number below `before`, newest first. */
  tierChanges(promoter: PromoterRef, before: number, limit: number): TierChange[] {
    return this.#sql
      .exec<TierChange & Record<string, SqlStorageValue>>(
        `SELECT ${CHANGE_COLUMNS} FROM tier_changes WHERE promoter = ? AND change < ?
         ORDER BY change DESC LIMIT ?`,
        promoter,
        before,
        limit,
      )
      .toArray();
  }

  addTier(promoter: PromoterRef, change: TierChange): void {
    this.#sql.exec(
      "INSERT INTO tier_changes (promoter, from_ms, change, tier, cause) VALUES (?, ?, ?, ?, ?)",
      promoter,
      change.fromMs,
      change.change,
      change.tier,
      change.cause,
    );
  }

  /** Promoters with sales or a tier of their own, after `after`. */
  known(after: number, limit: number): PromoterRef[] {
    return this.#sql
      .exec<{ promoter: PromoterRef }>(
        `SELECT promoter FROM sales WHERE promoter > ?1
         UNION SELECT promoter FROM tier_changes WHERE promoter > ?1 ORDER BY promoter LIMIT ?2`,
        after,
        limit,
      )
      .toArray()
      .map((row) => row.promoter);
  }

  plan(): StoredPlan | null {
    const [row] = this.#sql
      .exec<{
        version: number;
        plan: string;
        timezone: string;
        nextReviewAtMs: number | null;
        reviewedTo: number | null;
        lowers: number;
      }>(
        `SELECT version, plan, timezone, next_review_at_ms AS nextReviewAtMs, reviewed_to AS reviewedTo, lowers
         FROM tier_plan`,
      )
      .toArray();
    if (row === undefined) return null;
    return { ...row, plan: JSON.parse(row.plan) as TierPlan, lowers: row.lowers === 1 };
  }

  putPlan(stored: StoredPlan): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO tier_plan (one, version, plan, timezone, next_review_at_ms, reviewed_to, lowers)
       VALUES (1, ?, ?, ?, ?, ?, ?)`,
      stored.version,
      JSON.stringify(stored.plan),
      stored.timezone,
      stored.nextReviewAtMs,
      stored.reviewedTo,
      stored.lowers ? 1 : 0,
    );
  }
}
