/** Which of several promoters a customer belongs to: the rule of each binding mode over a timeline. */
import { unknownWord } from "../kernel/not-understood.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import type { BindingPolicy } from "./binding-policy.ts";

/** One binding of a customer's timeline: in force from its time until it is over or a newer one begins. */
export interface BindingSpan {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  /** When it was over; null while it stands. */
  readonly endedAtMs: number | null;
  /** How long nobody may replace it; null when it was not made with a protection. */
  readonly protectedForMs: number | null;
}

/** A promoter's bid for a customer. */
interface Bid {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
}

type BidOutcome<Span> =
  | { readonly kind: "binds"; readonly effectiveAtMs: number }
  /** It is bound to this promoter already; recorded, because a bid told late may come to lie between. */
  | { readonly kind: "renews"; readonly effectiveAtMs: number }
  | { readonly kind: "stands" | "refused"; readonly inForce: Span }
  /** The program binds nobody. */
  | { readonly kind: "off" };

/**
 * Judges a bid against the bindings recorded so far.
 *
 * `first`: whoever was recorded first stays, until it is over. `last`, `protected`: by effective time. A bid that
 * is told late does not displace a binding of a later time. It is in force for its own span, up to that one.
 * `protected` yields only to a bid that begins after the protection of the binding in force at the bid's time. An order's
 * bid that is refused so is recorded all the same: one told later, of an earlier time, may leave it room.
 */
export function judgeBid<Span extends BindingSpan>(
  timeline: readonly Span[],
  bid: Bid,
  policy: BindingPolicy,
): BidOutcome<Span> {
  switch (policy.mode) {
    case "none":
      return { kind: "off" };
    case "first":
      return judgeFirst(timeline, bid);
    case "last": {
      const isRenewal = bindingAt(timeline, bid.effectiveAtMs)?.promoter === bid.promoter;
      return { kind: isRenewal ? "renews" : "binds", effectiveAtMs: bid.effectiveAtMs };
    }
    case "protected": {
      const inForce = bindingAt(timeline, bid.effectiveAtMs);
      if (inForce === undefined) return { kind: "binds", effectiveAtMs: bid.effectiveAtMs };
      if (inForce.promoter === bid.promoter) return { kind: "stands", inForce };
      if (bid.effectiveAtMs < freeAtMs(inForce, policy.protectionMs)) return { kind: "refused", inForce };
      return { kind: "binds", effectiveAtMs: bid.effectiveAtMs };
    }
    default:
      return unknownWord(policy.mode, "binding mode");
  }
}

/** Where others stood before and are over, the bid begins where the last of them ended: nothing is rewritten. */
function judgeFirst<Span extends BindingSpan>(timeline: readonly Span[], bid: Bid): BidOutcome<Span> {
  const inForce = newestInForce(timeline);
  if (inForce !== undefined) {
    return { kind: inForce.promoter === bid.promoter ? "stands" : "refused", inForce };
  }
  const ends = timeline.map((span) => span.endedAtMs ?? 0);
  return { kind: "binds", effectiveAtMs: Math.max(bid.effectiveAtMs, ...ends) };
}

/** The binding in force at a time: of those that had begun and were not over the newest; of equals the one told last. */
export function bindingAt<Span extends BindingSpan>(
  timeline: readonly Span[],
  atMs: number,
): Span | undefined {
  return newestOf(bindingsIn(timeline).filter((span) => isInForce(span, atMs)));
}

function isInForce({ effectiveAtMs, endedAtMs }: BindingSpan, atMs: number): boolean {
  return effectiveAtMs <= atMs && (endedAtMs === null || atMs < endedAtMs);
}

/**
 * What of a timeline binds, whatever the sequence in which it was told. A bid that began within the protection of another
 * binding is none, also where that one was told later.
 */
export function bindingsIn<Span extends BindingSpan>(timeline: readonly Span[]): readonly Span[] {
  if (timeline.every(({ protectedForMs }) => protectedForMs === null)) return timeline;
  const binding: Span[] = [];
  for (const span of timeline.toSorted((a, b) => a.effectiveAtMs - b.effectiveAtMs)) {
    const inForce = newestOf(binding.filter((one) => isInForce(one, span.effectiveAtMs)));
    if (inForce === undefined || span.protectedForMs === null || goesOn(span, inForce)) binding.push(span);
    else if (
      inForce.promoter !== span.promoter &&
      span.effectiveAtMs >= freeAtMs(inForce, span.protectedForMs)
    )
      binding.push(span);
  }
  return binding;
}

/** Whether the same bid was told again and is over later, or not at all: that of an order that was restored. */
function goesOn(span: BindingSpan, inForce: BindingSpan): boolean {
  if (inForce.promoter !== span.promoter || inForce.effectiveAtMs !== span.effectiveAtMs) return false;
  if (inForce.endedAtMs === null) return false;
  return span.endedAtMs === null || span.endedAtMs > inForce.endedAtMs;
}

/** When others may replace a binding. @param otherwiseMs the protection of one that was made without. */
function freeAtMs({ effectiveAtMs, protectedForMs }: BindingSpan, otherwiseMs: number): number {
  return effectiveAtMs + (protectedForMs ?? otherwiseMs);
}

/** The binding that stands in the end, though it may begin a little later than now. */
export function newestInForce<Span extends BindingSpan>(timeline: readonly Span[]): Span | undefined {
  return newestOf(bindingsIn(timeline).filter((span) => span.endedAtMs === null));
}

/** Since when a customer has belonged to the promoter of `span` without a break. */
export function boundSinceMs(timeline: readonly BindingSpan[], span: BindingSpan): number {
  let sinceMs = span.effectiveAtMs;
  for (const earlier of bindingsIn(timeline).toSorted((a, b) => b.effectiveAtMs - a.effectiveAtMs)) {
    if (earlier.effectiveAtMs >= sinceMs) continue;
    const reaches = earlier.endedAtMs === null || earlier.endedAtMs >= sinceMs;
    if (!reaches) continue;
    if (earlier.promoter !== span.promoter) break;
    sinceMs = earlier.effectiveAtMs;
  }
  return sinceMs;
}

function newestOf<Span extends BindingSpan>(spans: readonly Span[]): Span | undefined {
  return spans.reduce<Span | undefined>(
    (newest, span) => (newest === undefined || span.effectiveAtMs >= newest.effectiveAtMs ? span : newest),
    undefined,
  );
}
