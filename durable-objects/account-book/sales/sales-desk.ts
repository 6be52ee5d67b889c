/**
 * What promoters sold and the tiers they have: a tier rises in the transaction that counts the sale, and falls at a
 * review alone. What was in force at a past time is never rewritten.
 */
import type { PromoterSales } from "../../../domain/commission/promoter-sales.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { type Month, nextMonthMs } from "../../../domain/program/month.ts";
import {
  lowestTier,
  raisedTier,
  reviewedTier,
  type TierCause,
  type PresentTier,
} from "../../../domain/referral/tiers.ts";
import { tierChangeAfter } from "./sales-counting.ts";
import type { PromoterKnowledge } from "../../../domain/risk/knowledge.ts";
import type { OrderInQuestion } from "../risk/order-in-question.ts";
import type { SalesStorage, StoredPlan, TierChange, VersionedPlan } from "./sales-storage.ts";

export interface SalesQuery {
  readonly promoter: PromoterRef;
  readonly month: Month;
  /** The time whose tier is asked for. */
  readonly atMs: number;
  /** The order for which it is asked, where more than sales is to be known. */
  readonly order?: OrderInQuestion;
}

export interface SalesAnswer extends PromoterSales {
  /** Null: none was recorded by then, so it is the lowest of the plan of that time. */
  readonly tier: string | null;
  /** Of an order in question. Absent from an older book. */
  readonly known?: PromoterKnowledge;
}

/** Promoters that one transaction of a review looks at. */
const REVIEWED_AT_ONCE = 1_000;

export class SalesDesk {
  readonly #storage: SalesStorage;

  constructor(storage: SalesStorage) {
    this.#storage = storage;
  }

  answer(queries: readonly SalesQuery[]): SalesAnswer[] {
    return this.#storage.salesAt(queries);
  }

  /** Takes a newer plan: all tiers are looked at anew, and those that are gone replaced. */
  learn(received: VersionedPlan, nowMs: number): boolean {
    const stored = this.#storage.plan();
    if (stored !== null && isOlder(received, stored)) return false;
    const isNewPlan = stored !== null && !isSamePlan(received, stored);
    if (stored !== null && !isNewPlan && stored.timezone === received.timezone) return false;
    const nextReviewAtMs = received.plan.review === "monthly" ? nextMonthMs(nowMs, received.timezone) : null;
    this.#storage.putPlan({
      ...received,
      nextReviewAtMs,
      reviewedTo: isNewPlan ? 0 : (stored?.reviewedTo ?? null),
      lowers: stored?.lowers ?? false,
    });
    return true;
  }

  /** When the next review is due; null while none is. */
  nextReviewAtMs(): number | null {
    const stored = this.#storage.plan();
    if (stored === null) return null;
    return stored.reviewedTo === null ? stored.nextReviewAtMs : 0;
  }

  /** One step of a review that is due; false when there is nothing left. Run each in a transaction. */
  review(nowMs: number): boolean {
    const stored = this.#storage.plan();
    if (stored === null) return false;
    if (stored.nextReviewAtMs !== null && stored.nextReviewAtMs <= nowMs) {
      const nextReviewAtMs = nextMonthMs(nowMs, stored.timezone);
      this.#storage.putPlan({ ...stored, nextReviewAtMs, reviewedTo: 0, lowers: true });
      return true;
    }
    if (stored.reviewedTo === null) return false;
    const promoters = this.#storage.known(stored.reviewedTo, REVIEWED_AT_ONCE);
    for (const promoter of promoters) this.#reviewOne(promoter, stored, nowMs);
    const last = promoters.at(-1) ?? null;
    this.#storage.putPlan({ ...stored, reviewedTo: last, lowers: last !== null && stored.lowers });
    return true;
  }

  /** The tier named when a promoter joined: in force from the beginning, unless one was recorded. */
  begin(promoter: PromoterRef, tier: string): void {
    if (this.#storage.lastTier(promoter) !== null) return;
    this.#storage.addTier(promoter, { tier, cause: "joined", fromMs: 0, change: 1 });
  }

  /** An operator's tier counts for orders that occur from now on. */
  set(promoter: PromoterRef, tier: string, nowMs: number): void {
    const last = this.#storage.lastTier(promoter);
    if (last?.tier !== tier || last.cause !== "operator") this.#change(promoter, tier, "operator", nowMs);
  }

  history(promoter: PromoterRef, before: number, limit: number): TierChange[] {
    return this.#storage.tierChanges(promoter, before, limit);
  }

  #reviewOne(promoter: PromoterRef, stored: StoredPlan, nowMs: number): void {
    const present = this.#present(promoter, stored);
    const sales = this.#storage.lifetime(promoter);
    const tier = stored.lowers
      ? reviewedTier(stored.plan, present, sales)
      : raisedTier(stored.plan, present.tier, sales);
    if (tier !== undefined) this.#change(promoter, tier, stored.lowers ? "review" : "tiers_changed", nowMs);
  }

  #present(promoter: PromoterRef, { plan }: StoredPlan): PresentTier {
    return this.#storage.lastTier(promoter) ?? { tier: lowestTier(plan), cause: "joined" };
  }

  #change(promoter: PromoterRef, tier: string, cause: TierCause, nowMs: number): void {
    this.#storage.addTier(promoter, tierChangeAfter(this.#storage.lastTier(promoter), tier, cause, nowMs));
  }
}

/** Numbers are given again after CONFIG was put back; times are not, but the first plan counts from the beginning. */
function isOlder(one: VersionedPlan, other: VersionedPlan): boolean {
  if (one.effectiveFromMs !== other.effectiveFromMs) return one.effectiveFromMs < other.effectiveFromMs;
  return one.version < other.version;
}

function isSamePlan(one: VersionedPlan, other: VersionedPlan): boolean {
  return (
    one.effectiveFromMs === other.effectiveFromMs &&
    one.version === other.version &&
    JSON.stringify(one.plan) === JSON.stringify(other.plan)
  );
}
