/** Which of several promoters a customer belongs to: the rule of each binding mode over a timeline. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { BindingPolicy } from "../program/settings.ts";

/** One binding of a customer's timeline. */
export interface BindingSpan {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  /** When it was over; null while it stands. */
  readonly endedAtMs: number | null;
}

/** A promoter's claim on a customer. */
export interface Bid {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
}

export type BidOutcome = "binds" | "stands" | "refused";

/**
 * Judges a bid. `first`: whoever was recorded first stays. `last`, `protected`: by effective time, so a bid that
 * is told late does not displace a later one; `protected` yields only after its protection.
 */
export function judgeBid(current: BindingSpan | undefined, bid: Bid, policy: BindingPolicy): BidOutcome {
  if (policy.mode === "none") return "refused";
  if (current === undefined || current.endedAtMs !== null) return "binds";
  if (current.promoter === bid.promoter) return "stands";
  switch (policy.mode) {
    case "first":
      return "refused";
    case "last":
      return bid.effectiveAtMs >= current.effectiveAtMs ? "binds" : "refused";
    case "protected":
      return bid.effectiveAtMs >= current.effectiveAtMs + policy.protectionMs ? "binds" : "refused";
    default:
      return policy.mode satisfies never;
  }
}

/** The binding in force at a time: the newest that had begun and was not over. */
export function bindingAt(timeline: readonly BindingSpan[], atMs: number): BindingSpan | undefined {
  return timeline
    .filter((span) => span.effectiveAtMs <= atMs && (span.endedAtMs === null || atMs < span.endedAtMs))
    .reduce<BindingSpan | undefined>(
      (newest, span) => (newest === undefined || span.effectiveAtMs >= newest.effectiveAtMs ? span : newest),
      undefined,
    );
}
