/** Tables of an AccountBook for what its promoters sold, month by month, and the tiers that follow from it. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { Month } from "../../../domain/program/month.ts";
import type { TierPlan, PresentTier } from "../../../domain/referral/tiers.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const SALES_SCHEMA: SchemaStep = [
  `CREATE TABLE sales (
     promoter INTEGER PRIMARY KEY,
     lifetime INTEGER NOT NULL CHECK (lifetime >= 0)
   ) STRICT`,
  // By the ledger that told them, so that a ledger can read back what it has told.
  `CREATE TABLE month_sales (
     promoter INTEGER NOT NULL,
     month TEXT NOT NULL,
     sender TEXT NOT NULL,
     sales INTEGER NOT NULL CHECK (sales >= 0),
     PRIMARY KEY (promoter, month, sender)
   ) STRICT, WITHOUT ROWID`,
  // A promoter without a row has the lowest tier.
  `CREATE TABLE tier_changes (
     promoter INTEGER NOT NULL,
     from_ms INTEGER NOT NULL,
     change INTEGER NOT NULL,
     tier TEXT NOT NULL,
     cause TEXT NOT NULL,
     PRIMARY KEY (promoter, change)
   ) STRICT, WITHOUT ROWID`,
  // The newest plan that this book was told, when it next reviews, and how far a review has come.
  `CREATE TABLE tier_plan (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     version INTEGER NOT NULL,
     effective_from_ms INTEGER NOT NULL,
     plan TEXT NOT NULL CHECK (json_valid(plan)),
     timezone TEXT NOT NULL,
     next_review_at_ms INTEGER,
     reviewed_to INTEGER,
     lowers INTEGER NOT NULL DEFAULT 0 CHECK (lowers IN (0, 1))
   ) STRICT`,
];

/** What was taken off before it was counted: by a ledger that an order had moved to, or in a book that was put back. */
export const OWED_SALES_SCHEMA: SchemaStep = [
  `CREATE TABLE owed_sales (
     promoter INTEGER NOT NULL,
     -- Of the promoter's lifetime: '' and ''.
     month TEXT NOT NULL,
     sender TEXT NOT NULL,
     amount INTEGER NOT NULL CHECK (amount > 0),
     PRIMARY KEY (promoter, month, sender)
   ) STRICT, WITHOUT ROWID`,
];

/** The plan as a program's configuration has it. */
export interface VersionedPlan {
  readonly version: number;
  /** Of two plans the later one is newer: numbers may be given again after CONFIG was put back. */
  readonly effectiveFromMs: number;
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

export interface TierChange extends PresentTier {
  readonly fromMs: number;
  /** 1, 2, 3, … for the promoter. */
  readonly change: number;
}

// Types, not interfaces: rows of a query must be assignable to a record.
/** Of one ledger: below 0 where another one told of an order that it has refunds of. */
export type MonthSales = { promoter: PromoterRef; month: Month; sales: number };

export type SalesAt = { lifetimeSales: AmountMinor; monthSales: AmountMinor; tier: string | null };

function owed(promoter: string, month: string, sender: string): string {
  return `coalesce((SELECT amount FROM owed_sales d
    WHERE d.promoter = ${promoter} AND d.month = ${month} AND d.sender = ${sender}), 0)`;
}
const OWED_OF_MONTH = owed("m.promoter", "m.month", "m.sender");

const CHANGE_COLUMNS = "from_ms AS fromMs, change, tier, cause";

export class SalesStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Sales so far, those of a month, and the tier in force at a time, for each asked, in the sequence asked. */
  salesAt(
    asked: readonly { readonly promoter: PromoterRef; readonly month: Month; readonly atMs: number }[],
  ): SalesAt[] {
    return this.#sql
      .exec<SalesAt>(
        `WITH asked AS MATERIALIZED (
           SELECT key, value ->> 0 AS promoter, value ->> 1 AS month, value ->> 2 AS at_ms FROM jsonb_each(?))
         SELECT coalesce((SELECT lifetime FROM sales s WHERE s.promoter = a.promoter), 0) AS lifetimeSales,
           max(0, coalesce((SELECT sum(sales) FROM month_sales m WHERE m.promoter = a.promoter AND m.month = a.month), 0)
             - coalesce((SELECT sum(amount) FROM owed_sales d WHERE d.promoter = a.promoter AND d.month = a.month), 0))
             AS monthSales,
           (SELECT tier FROM tier_changes t WHERE t.promoter = a.promoter AND t.from_ms <= a.at_ms
            ORDER BY change DESC LIMIT 1) AS tier
         FROM asked a ORDER BY a.key`,
        JSON.stringify(asked.map(({ promoter, month, atMs }) => [promoter, month, atMs])),
      )
      .toArray();
  }

  lifetime(promoter: PromoterRef): AmountMinor {
    const [row] = this.#sql
      .exec<{ lifetime: AmountMinor }>("SELECT lifetime FROM sales WHERE promoter = ?", promoter)
      .toArray();
    return row?.lifetime ?? (0 as AmountMinor);
  }

  /** The sums of lifetime sales of those who have any. */
  lifetimes(promoters: readonly PromoterRef[]): Map<PromoterRef, number> {
    const rows = this.#sql.exec<{ promoter: PromoterRef; lifetime: number }>(
      `SELECT promoter, lifetime - ${owed("s.promoter", "''", "''")} AS lifetime
       FROM sales s WHERE promoter IN (SELECT value FROM json_each(?))`,
      JSON.stringify(promoters),
    );
    return new Map([...rows].map(({ promoter, lifetime }) => [promoter, lifetime]));
  }

  /** What a ledger told of the asked months, where it told anything. */
  monthSales(sender: string, asked: readonly Pick<MonthSales, "promoter" | "month">[]): MonthSales[] {
    return this.#sql
      .exec<MonthSales>(
        `SELECT promoter, month, sales - ${OWED_OF_MONTH} AS sales FROM month_sales m
         WHERE (promoter, month, sender) IN (SELECT value ->> 0, value ->> 1, ?1 FROM jsonb_each(?2))`,
        sender,
        JSON.stringify(asked.map(({ promoter, month }) => [promoter, month])),
      )
      .toArray();
  }

  /** All that came from a ledger, after a place, in the sequence of promoters and months. */
  receivedFrom(sender: string, after: Pick<MonthSales, "promoter" | "month">, limit: number): MonthSales[] {
    return this.#sql
      .exec<MonthSales>(
        `SELECT promoter, month, sales - ${OWED_OF_MONTH} AS sales FROM month_sales m
         WHERE sender = ? AND (promoter, month) > (?, ?)
         ORDER BY promoter, month LIMIT ?`,
        sender,
        after.promoter,
        after.month,
        limit,
      )
      .toArray();
  }

  /** Writes whole sums: of promoters, and of the months that a ledger told. */
  putSales(sender: string, lifetimes: ReadonlyMap<PromoterRef, number>, months: readonly MonthSales[]): void {
    if (lifetimes.size === 0) return;
    const sums = [
      ...[...lifetimes].map(([promoter, sales]) => [promoter, "", "", sales] as const),
      ...months.map(({ promoter, month, sales }) => [promoter, month, sender, sales] as const),
    ];
    const all = JSON.stringify(sums);
    this.#sql.exec(
      `INSERT OR REPLACE INTO sales (promoter, lifetime)
       SELECT value ->> 0, max(0, value ->> 3) FROM jsonb_each(?) WHERE value ->> 1 = ''`,
      all,
    );
    this.#sql.exec(
      `INSERT OR REPLACE INTO month_sales (promoter, month, sender, sales)
       SELECT value ->> 0, value ->> 1, value ->> 2, max(0, value ->> 3) FROM jsonb_each(?) WHERE value ->> 1 <> ''`,
      all,
    );
    this.#putOwed(sums);
  }

  /** Most books never owe anything. */
  #putOwed(sums: readonly (readonly [PromoterRef, string, string, number])[]): void {
    const hasOwed = this.#sql.exec("SELECT 1 FROM owed_sales LIMIT 1").toArray().length > 0;
    if (!hasOwed && sums.every(([, , , sum]) => sum >= 0)) return;
    const all = JSON.stringify(sums);
    this.#sql.exec(
      `DELETE FROM owed_sales
       WHERE (promoter, month, sender) IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM jsonb_each(?))`,
      all,
    );
    this.#sql.exec(
      `INSERT INTO owed_sales (promoter, month, sender, amount)
       SELECT value ->> 0, value ->> 1, value ->> 2, 0 - (value ->> 3) FROM jsonb_each(?) WHERE value ->> 3 < 0`,
      all,
    );
  }

  /** The newest change of those whose tier ever changed. */
  lastTiers(promoters: readonly PromoterRef[]): Map<PromoterRef, TierChange> {
    const rows = this.#sql.exec<TierChange & { promoter: PromoterRef } & Record<string, SqlStorageValue>>(
      `SELECT promoter, ${CHANGE_COLUMNS} FROM json_each(?) asked CROSS JOIN tier_changes t
       ON t.promoter = asked.value AND t.change = (SELECT max(change) FROM tier_changes WHERE promoter = asked.value)`,
      JSON.stringify(promoters),
    );
    return new Map([...rows].map(({ promoter, ...change }) => [promoter, change]));
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
        effectiveFromMs: number;
        plan: string;
        timezone: string;
        nextReviewAtMs: number | null;
        reviewedTo: number | null;
        lowers: number;
      }>(
        `SELECT version, effective_from_ms AS effectiveFromMs, plan, timezone, next_review_at_ms AS nextReviewAtMs, reviewed_to AS reviewedTo, lowers
         FROM tier_plan`,
      )
      .toArray();
    if (row === undefined) return null;
    return { ...row, plan: JSON.parse(row.plan) as TierPlan, lowers: row.lowers === 1 };
  }

  putPlan(stored: StoredPlan): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO tier_plan (one, version, effective_from_ms, plan, timezone, next_review_at_ms, reviewed_to, lowers)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
      stored.version,
      stored.effectiveFromMs,
      JSON.stringify(stored.plan),
      stored.timezone,
      stored.nextReviewAtMs,
      stored.reviewedTo,
      stored.lowers ? 1 : 0,
    );
  }
}
