/** The reviews of an order. Opened by signs of fraud or by a person, and ended by a person or, where none came, by the clock. */
import { creditsLate, type OrderEvent } from "./order-event.ts";

/** What a decision says of reviews. */
export interface ReviewTerms {
  /** An order may be decided under review (risk). */
  readonly startsUnderReview: boolean;
  /** When the order was first received: a review with which it starts begins then. */
  readonly reviewedFromMs: number;
  /** How long a review lasts that signs opened and nobody ended; null: until a person ends it. */
  readonly reviewWithinMs: number | null;
}

export interface ReviewState {
  readonly underReview: boolean;
  /** It is, or once was. */
  readonly wasReviewed: boolean;
  /** When it ends by itself; null where it does not, or there is none. */
  readonly endsAtMs: number | null;
}

/**
 * Reviews are opened and cleared by the owner in turn. What a person opened, a person ends. Who is credited late was judged
 * then: a review that this began lasts from then on.
 */
export function reviewOf(terms: ReviewTerms, events: readonly OrderEvent[]): ReviewState {
  let openedAtMs = terms.startsUnderReview ? terms.reviewedFromMs : null;
  let byPerson = false;
  /** A person who looks longer says until when. */
  let heldUntilMs = 0;
  let wasReviewed = terms.startsUnderReview;
  for (const { kind, risk, occurredAtMs, endsAtMs } of events) {
    if (kind === "review_cleared") {
      openedAtMs = null;
      byPerson = false;
      heldUntilMs = 0;
    }
    if (creditsLate(kind) && openedAtMs !== null && !byPerson)
      openedAtMs = Math.max(openedAtMs, occurredAtMs);
    if (kind !== "review_opened") continue;
    wasReviewed = true;
    if (endsAtMs !== undefined) {
      openedAtMs ??= occurredAtMs;
      heldUntilMs = Math.max(heldUntilMs, endsAtMs);
      continue;
    }
    openedAtMs = occurredAtMs;
    byPerson ||= risk === undefined;
  }
  const { reviewWithinMs } = terms;
  const isForPerson = reviewWithinMs === null || byPerson;
  const endsAtMs =
    openedAtMs === null || isForPerson ? null : Math.max(openedAtMs + reviewWithinMs, heldUntilMs);
  return { underReview: openedAtMs !== null, wasReviewed, endsAtMs };
}
