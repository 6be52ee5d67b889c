/** How impressions travel beside clicks: recorded at the edge, carried only in the room that clicks leave. */
import { laterFirst, type Touch } from "../attribution/touch.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import { LIMITS } from "../kernel/limits.ts";
import { byWorth } from "./journey-worth.ts";

/** What a program says of how long touches count. */
export interface Lookbacks {
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
}

/** The touches of a token: its head, and those beside it. */
export interface CarriedTouches {
  readonly head: Touch;
  /** Those that are worth most first. */
  readonly earlier: readonly Touch[];
}

/**
 * The touches that a visitor's token carries after an impression. Undefined when the impression adds nothing,
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
  const head = clicks.toSorted(laterFirst)[0] ?? impression;
  return { head, earlier: besideHead(head, [...live, impression], lookbacks) };
}

/** The touches to carry beside `head`: clicks first, then impressions of other promoters, as many as there is room for. */
export function besideHead(
  head: Touch,
  known: readonly Touch[],
  { clickLookbackMs }: Pick<Lookbacks, "clickLookbackMs">,
): Touch[] {
  if (known.length === 0) return [];
  const clicks = known.filter((touch) => touch.kind === "click");
  const carried = byWorth({ click: head, known: clicks, lookbackMs: clickLookbackMs });
  const room = LIMITS.earlierTouchesPerToken - carried.length;
  const clicked = new Set([head, ...clicks].map((touch) => touch.promoter));
  return room <= 0
    ? carried.slice(0, LIMITS.earlierTouchesPerToken)
    : [...carried, ...newestImpressions(known, clicked).slice(0, room)];
}

/** The newest impression of each promoter but those who are left out, newest first. */
function newestImpressions(known: readonly Touch[], without: ReadonlySet<PromoterRef>): Touch[] {
  const newest = new Map<PromoterRef, Touch>();
  for (const touch of known.toSorted(laterFirst)) {
    if (touch.kind !== "impression" || without.has(touch.promoter) || newest.has(touch.promoter)) continue;
    newest.set(touch.promoter, touch);
  }
  return [...newest.values()];
}

function isLive(touch: Touch, nowMs: number, lookbacks: Lookbacks): boolean {
  const lookbackMs = touch.kind === "click" ? lookbacks.clickLookbackMs : lookbacks.impressionLookbackMs;
  return nowMs < touch.occurredAtMs + lookbackMs;
}
