/** How a model's weights became basis points: every number that the sum was made of, exactly. */
import type { Attribution, JudgedTouch } from "../attribution/attribution.ts";
import type { AttributionPolicy } from "../attribution/policy.ts";
import { type Share, sharesOf, touchWeights } from "../attribution/weigh.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import { BPS_SCALE } from "../kernel/money.ts";

/** A promoter's part: `weight / total` of 10,000, floored; what was left went to the largest remainders. */
export interface WeighedShare {
  readonly promoter: PromoterRef;
  readonly weight: bigint;
  /** `floor(10,000 x weight / total)`. */
  readonly floorBps: number;
  /** What the floor left, in parts of the total. */
  readonly remainder: bigint;
  readonly weightBps: number;
}

export interface Weighing {
  /** The weight of each touch that counted. */
  readonly weights: ReadonlyMap<JudgedTouch, bigint>;
  readonly total: bigint;
  /** By earliest touch, then by number: the sequence in which equal remainders are served. */
  readonly shares: readonly WeighedShare[];
}

/**
 * The weighing of an order that touches decided; undefined for any other. Touches without weight change no weight
 * of others, so those that counted, which are all kept, give the same weights again.
 */
export function weighingOf(attribution: Attribution, policy: AttributionPolicy): Weighing | undefined {
  if (attribution.basis !== "touch") return undefined;
  const counted = attribution.touches.filter((touch) => touch.verdict === "counted");
  const weights = touchWeights(counted, policy);
  const shares = sharesOf(counted, weights);
  const total = shares.reduce((sum, share) => sum + share.weight, 0n);
  const bps = new Map(attribution.credits.map((credit) => [credit.promoter, credit.weightBps]));
  const weighed = (share: Share): WeighedShare => ({
    promoter: share.promoter,
    weight: share.weight,
    floorBps: Number((BigInt(BPS_SCALE) * share.weight) / total),
    remainder: (BigInt(BPS_SCALE) * share.weight) % total,
    weightBps: bps.get(share.promoter) ?? 0,
  });
  return {
    weights: new Map(counted.map((touch, index) => [touch, weights[index] ?? 0n])),
    total,
    shares: shares.map(weighed),
  };
}
