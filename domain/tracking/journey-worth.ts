/**
 * Which touches of a long journey a token keeps, as it has room for few: those on which most models depend. What a token
 * carries is what its order is decided by where nothing else came with it.
 */
import { laterFirst, type Touch, touchKey } from "../attribution/touch.ts";
import type { PromoterRef } from "../kernel/ids.ts";

/** How much a touch is worth to models, the least number first. */
const WORTH = {
  /** The first of the journey, which `first_click` goes by. */
  firstOfAll: 0,
  newestOfPromoter: 1,
  firstOfPromoter: 2,
  between: 3,
} as const;

interface Journey {
  readonly click: Touch;
  readonly known: readonly Touch[];
  /** How long a click counts, in milliseconds. */
  readonly lookbackMs: number;
}

/**
 * The touches beside a click, each once: the worthiest first, and of two alike the newer one. A touch whose lookback is
 * over will hardly count again. It is no promoter's first or newest, so it stands behind all others.
 */
export function byWorth({ click, known, lookbackMs }: Journey): Touch[] {
  if (known.length === 0) return [];
  const beside = new Map(known.map((touch) => [touchKey(touch), touch]));
  beside.delete(touchKey(click));
  const isLive = (touch: Touch): boolean => click.occurredAtMs < touch.occurredAtMs + lookbackMs;
  const live = [click, ...beside.values()].filter(isLive).toSorted(laterFirst);
  const newest = new Map<PromoterRef, Touch>();
  const first = new Map<PromoterRef, Touch>();
  for (const touch of live) {
    if (!newest.has(touch.promoter)) newest.set(touch.promoter, touch);
    first.set(touch.promoter, touch);
  }
  const worthOf = (touch: Touch): number => {
    if (touch === live.at(-1)) return WORTH.firstOfAll;
    if (touch === newest.get(touch.promoter)) return WORTH.newestOfPromoter;
    return touch === first.get(touch.promoter) ? WORTH.firstOfPromoter : WORTH.between;
  };
  return [...beside.values()].toSorted((a, b) => worthOf(a) - worthOf(b) || laterFirst(a, b));
}
