/** Turns eligible touches into credits: weights per promoter summed exactly, basis points that sum to 10,000. */
import type { PromoterRef } from "../kernel/ids.ts";
import { BPS_SCALE } from "../kernel/money.ts";
import { splitByLargestRemainder } from "../kernel/split.ts";
import type { Credit } from "./attribution.ts";
import { MODELS } from "./models/models.ts";
import type { AttributionPolicy } from "./policy.ts";
import type { Touch } from "./touch.ts";

export type WeighingPolicy = Pick<AttributionPolicy, "model" | "halfLifeMs">;

/** What a promoter's touches weigh together, before any rounding. */
export interface Share {
  readonly promoter: PromoterRef;
  readonly weight: bigint;
  readonly firstTouchMs: number;
  /** Place of its latest touch with weight among the sorted touches. */
  readonly lastTouchIndex: number;
}

/** The model's exact weight of each touch. `touches` are eligible and sorted by time. */
export function touchWeights(touches: readonly Touch[], policy: WeighingPolicy): bigint[] {
  return MODELS[policy.model].weigh(touches, policy.halfLifeMs);
}

/** Promoters with weight, by their earliest touch that has some, then by their number. */
export function sharesOf(touches: readonly Touch[], weights: readonly bigint[]): Share[] {
  const shares = new Map<PromoterRef, Share>();
  for (const [index, touch] of touches.entries()) {
    const weight = weights[index] ?? 0n;
    if (weight === 0n) continue;
    const known = shares.get(touch.promoter);
    shares.set(touch.promoter, {
      promoter: touch.promoter,
      weight: (known?.weight ?? 0n) + weight,
      firstTouchMs: known?.firstTouchMs ?? touch.occurredAtMs,
      lastTouchIndex: index,
    });
  }
  return [...shares.values()].sort((a, b) => a.firstTouchMs - b.firstTouchMs || a.promoter - b.promoter);
}

/**
 * Basis points by largest remainder; equal remainders go to the share that stands first. A share that comes to
 * no basis point earns no credit.
 */
export function creditsOf(shares: readonly Share[]): Credit[] {
  if (shares.length === 0) return [];
  const parts = splitByLargestRemainder(
    BPS_SCALE,
    shares.map((share) => share.weight),
  );
  return shares.flatMap(({ promoter }, index) => {
    const weightBps = parts[index] ?? 0;
    return weightBps === 0 ? [] : [{ promoter, weightBps }];
  });
}

/** The credits that a model gives to eligible, sorted touches: none, or basis points that sum to 10,000. */
export function weigh(touches: readonly Touch[], policy: WeighingPolicy): Credit[] {
  return creditsOf(sharesOf(touches, touchWeights(touches, policy)));
}
