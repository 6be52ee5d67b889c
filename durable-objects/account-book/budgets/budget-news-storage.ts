/** What was said of campaigns' budgets: that little is left, and that nothing is, once for each setting of a budget. */
import { type AmountMinor, minus, plus } from "../../../domain/kernel/money.ts";
import {
  BUDGET_SAID,
  type BudgetNews,
  type BudgetSaid,
  budgetSays,
} from "../../../domain/notification/budget-news.ts";
import type { Announcer } from "../../delivery/notify.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";
import type { StoredBudget } from "./budget-storage.ts";

export const BUDGET_NEWS_SCHEMA: SchemaStep = [
  `CREATE TABLE budget_news (
     campaign INTEGER PRIMARY KEY,
     budget INTEGER NOT NULL,
     -- How often the budget was another one when there was something to say of it.
     setting INTEGER NOT NULL,
     said INTEGER NOT NULL
   ) STRICT`,
];

// A type, not an interface: rows of a query must be assignable to a record.
type Said = { budget: AmountMinor | null; setting: number; said: BudgetSaid; campaignId: string };

export class BudgetNewsStorage {
  readonly #sql: SqlStorage;
  readonly #announcer: Announcer;
  #hasSaid = false;

  constructor(sql: SqlStorage, announcer: Announcer) {
    this.#sql = sql;
    this.#announcer = announcer;
  }

  /** A budget has changed. Nothing is read or written while more than a tenth of it is left. */
  changed({ campaign, budget, reserved, spent }: StoredBudget): void {
    const says = budgetSays(budget, reserved, spent);
    if (budget === null || says === BUDGET_SAID.nothing) return;
    const known = this.#said(campaign);
    const isOther = known.budget !== budget;
    if (!isOther && known.said >= says) return;
    const setting = isOther ? known.setting + 1 : known.setting;
    this.#sql.exec(
      "INSERT OR REPLACE INTO budget_news (campaign, budget, setting, said) VALUES (?, ?, ?, ?)",
      campaign,
      budget,
      setting,
      says,
    );
    const remaining = minus(budget, plus(reserved, spent));
    const news: BudgetNews = { campaignId: known.campaignId, setting, budget, remaining };
    this.#announcer.announce([{ budget: news }], Date.now());
    this.#hasSaid = true;
  }

  /** Whether anything was said since it was asked last. */
  hasSaid(): boolean {
    const hasSaid = this.#hasSaid;
    this.#hasSaid = false;
    return hasSaid;
  }

  #said(campaign: number): Said {
    return this.#sql
      .exec<Said>(
        `SELECT n.budget, coalesce(n.setting, 0) AS setting, coalesce(n.said, 0) AS said, b.campaign_id AS campaignId
         FROM budgets b LEFT JOIN budget_news n ON n.campaign = b.campaign WHERE b.campaign = ?`,
        campaign,
      )
      .one();
  }
}
