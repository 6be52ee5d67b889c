/** A customer's touches as one row holds them: each once by key, in order of time, the newest, and no older than may count. */
import { type PackedMarks, type Touch, touchKey, withMarksOf } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";

/** A touch and when the Journey learned of it. */
export interface KnownTouch extends Touch {
  readonly learnedAtMs: number;
}

/**
 * Packed: 0 for a click or 1, promoter, link, time, nonce, when learned; then marks and the network's tag, where either is
 * known.
 */
type Packed =
  | readonly [number, number, number, number, number, number]
  | readonly [number, number, number, number, number, number, number | null, number | null];

export function packPath(path: readonly KnownTouch[]): string {
  return JSON.stringify(
    path.map((touch): Packed => {
      const kind = touch.kind === "click" ? 0 : 1;
      const { promoter, link, occurredAtMs, nonce, learnedAtMs, marks, networkTag } = touch;
      const always = [kind, promoter, link, occurredAtMs, nonce, learnedAtMs] as const;
      const isMarked = marks !== undefined || networkTag !== undefined;
      return isMarked ? [...always, marks ?? null, networkTag ?? null] : always;
    }),
  );
}

export function unpackPath(text: string): KnownTouch[] {
  return (JSON.parse(text) as Packed[]).map((packed) => {
    const [kind, promoter, link, occurredAtMs, nonce, learnedAtMs, marks, networkTag] = packed;
    return {
      kind: kind === 0 ? "click" : "impression",
      promoter: promoter as PromoterRef,
      link,
      occurredAtMs,
      nonce,
      learnedAtMs,
      marks: (marks ?? undefined) as PackedMarks | undefined,
      networkTag: networkTag ?? undefined,
    };
  });
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
    const known = byKey.get(key);
    const { learnedAtMs } = known ?? { learnedAtMs: nowMs };
    byKey.set(key, { ...withMarksOf(known ?? touch, touch), learnedAtMs });
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
