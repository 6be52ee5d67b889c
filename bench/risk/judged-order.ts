/** An order of the simulation as the service knows it: its risk, what became known of it, and when it is paid. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { OrderEvent } from "../../domain/order/order-event.ts";
import { reviewOf } from "../../domain/order/review.ts";
import { type LateFinding, lateRiskEvent, type LateRiskTerms, riskNow } from "../../domain/risk/late-risk.ts";
import { type Risk, startsReview } from "../../domain/risk/risk.ts";
import type { Journey } from "./journeys.ts";

export interface Decided {
  readonly journey: Journey;
  readonly id: string;
  readonly promoter: PromoterRef;
  readonly risk: Risk;
  readonly clickToOrderMs: number | null;
  /** As `networkOfDay`. */
  readonly network: number | null;
  readonly isNewCustomer: boolean;
  /** It is its customer's first by this promoter. */
  readonly isFirst: boolean;
  /** The credited click took the credit of another promoter's. */
  readonly isCreditTaken: boolean;
  /** Nobody set off the credited click; null: not known. */
  readonly isUnasked: boolean | null;
  /** When the hold is over. */
  readonly dueAtMs: number;
}

export class JudgedOrder {
  readonly decided: Decided;
  readonly #terms: LateRiskTerms;
  readonly #events: OrderEvent[] = [];
  #releasedAtMs: number | null = null;
  #reversedAtMs: number | null = null;
  /** Time under review that is over. */
  #reviewedMs = 0;
  #reviewedFromMs: number | null;

  constructor(decided: Decided, terms: LateRiskTerms) {
    this.decided = decided;
    this.#terms = terms;
    this.#reviewedFromMs = startsReview(decided.risk) ? decided.journey.orderedAtMs : null;
  }

  get releasedAtMs(): number | null {
    return this.#releasedAtMs;
  }

  /** Nothing was paid for it yet, and something may be. */
  get isOpen(): boolean {
    return this.#releasedAtMs === null && this.#reversedAtMs === null;
  }

  get isUnderReview(): boolean {
    return this.#reviewedFromMs !== null;
  }

  /** It is, or once was. */
  get wasReviewed(): boolean {
    return this.#review().wasReviewed;
  }

  get reviewedMs(): number {
    return this.#reviewedMs;
  }

  /** All that is known of it by now. */
  get reasons() {
    return riskNow(this.decided.risk, this.#events).reasons;
  }

  /** Takes note of what becomes known late, as far as nothing is paid. */
  note(finding: LateFinding, nowMs: number): void {
    if (!this.isOpen) return;
    const event = lateRiskEvent(this.decided.risk, this.#terms, this.#events, finding, nowMs);
    if (event === null) return;
    this.#events.push(event);
    if (event.kind === "review_opened") this.#reviewedFromMs ??= nowMs;
  }

  /** A person ends the review. */
  clear(nowMs: number): void {
    this.#events.push({ eventId: "clear", kind: "review_cleared", occurredAtMs: nowMs });
    this.#endReview(nowMs);
  }

  /** A person takes it back. */
  reverse(nowMs: number): void {
    this.#endReview(nowMs);
    this.#reversedAtMs = nowMs;
  }

  /** What the clock does to it. */
  pass(nowMs: number): void {
    if (!this.isOpen) return;
    const { endsAtMs } = this.#review();
    if (endsAtMs !== null && endsAtMs <= nowMs) this.clear(endsAtMs);
    const { reversedAtMs } = this.decided.journey;
    const paidAtMs = this.isUnderReview ? null : Math.max(this.decided.dueAtMs, this.#clearedAtMs());
    if (reversedAtMs !== null && reversedAtMs <= Math.min(nowMs, paidAtMs ?? nowMs))
      this.reverse(reversedAtMs);
    else if (paidAtMs !== null && paidAtMs <= nowMs) this.#releasedAtMs = paidAtMs;
  }

  /** Given back as a whole by then, before or after it was paid. */
  isReversed(nowMs: number): boolean {
    const { reversedAtMs } = this.decided.journey;
    return this.#reversedAtMs !== null || (reversedAtMs !== null && reversedAtMs <= nowMs);
  }

  #clearedAtMs(): number {
    return this.#events.findLast(({ kind }) => kind === "review_cleared")?.occurredAtMs ?? 0;
  }

  #endReview(nowMs: number): void {
    if (this.#reviewedFromMs !== null) this.#reviewedMs += nowMs - this.#reviewedFromMs;
    this.#reviewedFromMs = null;
  }

  #review() {
    const { risk, journey } = this.decided;
    const { reviewWithinMs } = this.#terms;
    const startsUnderReview = startsReview(risk);
    const terms = { startsUnderReview, reviewedFromMs: journey.orderedAtMs, reviewWithinMs };
    return reviewOf(terms, this.#events);
  }
}
