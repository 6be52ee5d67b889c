/** A touch: a promoter's link met a visitor, at a time, proved by our signature. */
import type { PromoterRef } from "../kernel/ids.ts";

export const TOUCH_KINDS = ["click", "impression"] as const;
export type TouchKind = (typeof TOUCH_KINDS)[number];

/**
 * Where a touch is known from: a token sent with the order, a token sent when the order was told again, or the
 * customer's Journey.
 */
export const TOUCH_SOURCES = ["order", "late", "journey"] as const;
export type TouchSource = (typeof TOUCH_SOURCES)[number];

/** Marks of a click as a token and storage keep them: 16 bits that `domain/risk/click-marks.ts` reads. */
export type PackedMarks = number & { readonly __marks: true };

export interface Touch {
  readonly kind: TouchKind;
  readonly promoter: PromoterRef;
  /** Number of the share link. */
  readonly link: number;
  readonly occurredAtMs: number;
  /** Tells apart two clicks on one link in the same millisecond. */
  readonly nonce: number;
  /** What the edge saw of who clicked; absent of impressions, and of clicks before there were marks. */
  readonly marks?: PackedMarks | undefined;
  /**
   * 16 bits of a hash of the network, the same for one network on one day; absent where it is not known. It names nobody:
   * the hash's salt is random and thrown away.
   */
  readonly networkTag?: number | undefined;
}

/** Sorts touches, the newest first. Of one instant the key decides, as it does where an order is judged. */
export function laterFirst(a: Touch, b: Touch): number {
  return b.occurredAtMs - a.occurredAtMs || (touchKey(a) < touchKey(b) ? 1 : -1);
}

/** The same click told twice (by two tokens, or by token and Journey) has the same key. */
export function touchKey(touch: Touch): string {
  return `${touch.kind[0]}:${touch.link}:${touch.occurredAtMs}:${touch.nonce}:${touch.promoter}`;
}

/** A touch with what another telling of the same one knows beside: an earlier touch of a token carries less than its own. */
export function withMarksOf(touch: Touch, same: Touch | undefined): Touch {
  const { marks = same?.marks, networkTag = same?.networkTag } = touch;
  return marks === touch.marks && networkTag === touch.networkTag ? touch : { ...touch, marks, networkTag };
}
