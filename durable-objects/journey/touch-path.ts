/** A customer's touches as one row holds them: each once by key, in order of time, the newest, and no older than may count. */
import { type Touch, touchKey } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";

/** A touch and when the Journey learned of it. */
export interface KnownTouch extends Touch {
  readonly learnedAtMs: number;
}

/** Packed: 0 for a click or 1, promoter, link, time, nonce, when learned. */
type Packed = readonly [number, number, number, number, number, number];

export function packPath(path: readonly KnownTouch[]): string {
  return JSON.stringify(
    path.map((touch): Packed => {
      const kind = touch.kind === "click" ? 0 : 1;
      return [kind, touch.promoter, touch.link, touch.occurredAtMs, touch.nonce, touch.learnedAtMs];
    }),
  );
}

export function unpackPath(text: string): KnownTouch[] {
  return (JSON.parse(text) as Packed[]).map(([kind, promoter, link, occurredAtMs, nonce, learnedAtMs]) => ({
    kind: kind === 0 ? "click" : "impression",
    promoter: promoter as PromoterRef,
    link,
    occurredAtMs,
    nonce,
    learnedAtMs,
  }));
}

/**
 * The path with new touches in their places: oldest first, equal times by key, so that it does not matter which was
 * told first. Touches older than the longest lookback are left out, and of the others the oldest beyond the limit.
 */
export function extendPath(
  path: readonly KnownTouch[],
  touches: readonly Touch[],
  nowMs: number,
): { readonly path: readonly KnownTouch[]; readonly added: readonly Touch[] } {
  const byKey = new Map(path.map((touch) => [touchKey(touch), touch]));
  for (const touch of touches) {
    const key = touchKey(touch);
    if (!byKey.has(key)) byKey.set(key, { ...touch, learnedAtMs: nowMs });
  }
  const sorted = [...byKey]
    .filter(([, touch]) => touch.occurredAtMs > nowMs - LIMITS.backMs)
    .sort(([a, first], [b, second]) => first.occurredAtMs - second.occurredAtMs || (a < b ? -1 : 1))
    .slice(-LIMITS.touchesPerCustomer);
  const before = new Set(path.map(touchKey));
  return {
    path: sorted.map(([, touch]) => touch),
    added: sorted.flatMap(([key, touch]) => (before.has(key) ? [] : [touch])),
  };
}
