/** How impressions travel beside clicks: recorded at the edge, carried only in the room that clicks leave. */
import type { Touch } from "../attribution/touch.ts";
import { LIMITS } from "../kernel/limits.ts";
import { earlierTouches } from "./click-token.ts";

/** What a program says of how long touches count. */
export interface Lookbacks {
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
}

/** The touches of a token: its head, and those beside it. */
export interface CarriedTouches {
  readonly head: Touch;
  readonly earlier: readonly Touch[];
}

/**
 * The touches that a visitor's token carries after an impression; undefined when the impression adds nothing,
 * because a click on a link of the same promoter still counts.
 *
 * The newest click stays the head: impressions are credited only where no click is.
 */
export function withImpression(
  known: readonly Touch[],
  impression: Touch,
  lookbacks: Lookbacks,
): CarriedTouches | undefined {
  const live = known.filter((touch) => isLive(touch, impression.occurredAtMs, lookbacks));
  const clicks = live.filter((touch) => touch.kind === "click");
  if (clicks.some((click) => click.promoter === impression.promoter)) return undefined;
  const head = clicks.toSorted((a, b) => b.occurredAtMs - a.occurredAtMs)[0] ?? impression;
  return { head, earlier: besideHead(head, [...live, impression]) };
}

/** The touches to carry beside `head`: clicks first, then impressions of other promoters, as many as there is room for. */
export function besideHead(head: Touch, known: readonly Touch[]): Touch[] {
  if (known.length === 0) return [];
  const clicks = earlierTouches(
    head,
    known.filter((touch) => touch.kind === "click"),
  );
  const clicked = new Set(clicks.map((click) => click.promoter));
  const impressions = known.filter((touch) => touch.kind === "impression" && !clicked.has(touch.promoter));
  return [...clicks, ...earlierTouches(head, impressions)].slice(0, LIMITS.earlierTouchesPerToken);
}

function isLive(touch: Touch, nowMs: number, lookbacks: Lookbacks): boolean {
  const lookbackMs = touch.kind === "click" ? lookbacks.clickLookbackMs : lookbacks.impressionLookbackMs;
  return nowMs < touch.occurredAtMs + lookbackMs;
}
