/**
 * Counts what orders sold, one unit of work at a time. Sales and tiers of all promoters concerned are read once, counted
 * row by row, and written once. A tier rises in the transaction that counts the sale.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { invariant } from "../../../domain/kernel/invariant.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Month } from "../../../domain/program/month.ts";
import { lowestTier, raisedTier, type TierCause } from "../../../domain/referral/tiers.ts";
import type { SalesRow } from "../../delivery/rows.ts";
import type { MonthSales, SalesStorage, StoredPlan, TierChange } from "./sales-storage.ts";

export class SalesCounting {
  readonly #storage: SalesStorage;
  readonly #sender: string;
  readonly #nowMs: number;
  readonly #plan: StoredPlan | null;
  readonly #lifetime: Map<PromoterRef, number>;
  readonly #months: Map<string, MonthSales>;
  readonly #tiers: Map<PromoterRef, TierChange>;
  readonly #changes: { readonly promoter: PromoterRef; readonly change: TierChange }[] = [];

  /** @param sender the ledger that tells. @param rows all that will be counted. */
  constructor(storage: SalesStorage, sender: string, rows: readonly SalesRow[], nowMs: number) {
    const promoters = [...new Set(rows.map(({ promoter }) => promoter))];
    this.#storage = storage;
    this.#sender = sender;
    this.#nowMs = nowMs;
    this.#plan = rows.length === 0 ? null : storage.plan();
    this.#lifetime = storage.lifetimes(promoters);
    this.#months = new Map(storage.monthSales(sender, rows).map((sales) => [keyOf(sales), sales]));
    this.#tiers = storage.lastTiers(promoters);
  }

  /** Counts what an order sold, or no longer sold. */
  count({ promoter, month, change }: SalesRow): void {
    const lifetime = (this.#lifetime.get(promoter) ?? 0) + change;
    invariant(Number.isSafeInteger(lifetime), "sales are a sum that can be counted");
    this.#lifetime.set(promoter, lifetime);
    const key = keyOf({ promoter, month });
    this.#months.set(key, { promoter, month, sales: (this.#months.get(key)?.sales ?? 0) + change });
    if (this.#plan === null || change <= 0) return;
    const last = this.#tiers.get(promoter) ?? null;
    const raised = raisedTier(
      this.#plan.plan,
      last?.tier ?? lowestTier(this.#plan.plan),
      amountMinor(Math.max(0, lifetime)),
    );
    if (raised === undefined) return;
    const changed = tierChangeAfter(last, raised, "sales", this.#nowMs);
    this.#tiers.set(promoter, changed);
    this.#changes.push({ promoter, change: changed });
  }

  /** Writes what was counted. */
  commit(): void {
    this.#storage.putSales(this.#sender, this.#lifetime, [...this.#months.values()]);
    for (const { promoter, change } of this.#changes) this.#storage.addTier(promoter, change);
  }
}

/** From now on, and never before the change that came last. */
export function tierChangeAfter(
  last: TierChange | null,
  tier: string,
  cause: TierCause,
  nowMs: number,
): TierChange {
  return { tier, cause, fromMs: Math.max(nowMs, last?.fromMs ?? 0), change: (last?.change ?? 0) + 1 };
}

function keyOf({ promoter, month }: { readonly promoter: PromoterRef; readonly month: Month }): string {
  return `${promoter} ${month}`;
}
