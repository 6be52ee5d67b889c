/** A touch: a promoter's link met a visitor, at a time, proved by our signature. */
import type { PromoterRef } from "../kernel/ids.ts";

export type TouchKind = "click" | "impression";

export interface Touch {
  readonly kind: TouchKind;
  readonly promoter: PromoterRef;
  /** Number of the share link. */
  readonly link: number;
  readonly occurredAtMs: number;
  /** Tells apart two clicks on one link in the same millisecond. */
  readonly nonce: number;
}

/** The same click told twice (by two tokens, or by token and Journey) has the same key. */
export function touchKey(touch: Touch): string {
  return `${touch.kind[0]}:${touch.link}:${touch.occurredAtMs}:${touch.nonce}:${touch.promoter}`;
}
