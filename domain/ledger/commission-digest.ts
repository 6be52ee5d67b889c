/**
 * Digests of commissions, by which two sides that hold millions compare them one by one without sending them. A digest
 * adds up. That of a whole is the sum of those of its parts, in whatever sequence and however a commission is divided
 * among them. Commissions fall into buckets, so that only those of buckets that differ are sent.
 */
import type { PromoterRef } from "../kernel/ids.ts";

/** What was posted for a commission, by where it lies, in minor units; or a part of it. */
export interface CommissionSums {
  readonly commissionId: string;
  readonly promoter: PromoterRef;
  readonly pending: number;
  readonly held: number;
  /** Released and not taken back since, whatever became of it in the wallet. */
  readonly released: number;
}

export const PLACES = ["pending", "held", "released"] as const;

/** Two numbers for each bucket, each below its modulus. */
export type CommissionDigest = readonly number[];

/** Drawn anew for each comparison, so that nobody can choose ids of which two differences cancel out. */
export interface DigestSeed {
  readonly one: number;
  readonly two: number;
}

/** One page of a side; `next` is null at the end. */
export interface DigestPage {
  readonly digest: CommissionDigest;
  readonly next: number | null;
}

/** One page of a side; `next` is null at the end. */
export interface CommissionsPage {
  readonly commissions: readonly CommissionSums[];
  readonly next: number | null;
}

const BUCKETS = 256;
/** Primes just below 2^26: the product of two residues is exact, and amounts up to 2^52 have different pairs of them. */
const MODULI = [67_108_859, 67_108_837] as const;

export function emptyDigest(): CommissionDigest {
  return Array.from({ length: 2 * BUCKETS }, () => 0);
}

export function addDigests(one: CommissionDigest, other: CommissionDigest): CommissionDigest {
  return one.map((sum, at) => (sum + (other[at] ?? 0)) % MODULI[at & 1 ? 1 : 0]);
}

/** Buckets in which two digests differ. */
export function unlikeBuckets(one: CommissionDigest, other: CommissionDigest): ReadonlySet<number> {
  const places = one.flatMap((sum, at) => (sum === other[at] ? [] : [at >> 1]));
  return new Set(places);
}

/** Two sides whose commissions are different have the same digest once in 2^52 comparisons. */
export function digestOf(commissions: Iterable<CommissionSums>, seed: DigestSeed): CommissionDigest {
  const sums = new Float64Array(2 * BUCKETS);
  for (const commission of commissions) {
    const [one, two] = [hashOf(commission, seed.one), hashOf(commission, seed.two)];
    const at = 2 * bucketOf(one);
    sums[at] = ((sums[at] ?? 0) + weighed(commission, one, MODULI[0])) % MODULI[0];
    sums[at + 1] = ((sums[at + 1] ?? 0) + weighed(commission, two, MODULI[1])) % MODULI[1];
  }
  return [...sums];
}

/** Those of some buckets. */
export function inBuckets(
  commissions: readonly CommissionSums[],
  seed: DigestSeed,
  buckets: ReadonlySet<number>,
): CommissionSums[] {
  return commissions.filter((commission) => buckets.has(bucketOf(hashOf(commission, seed.one))));
}

function bucketOf(hash: number): number {
  return hash & (BUCKETS - 1);
}

/** The amounts of a commission, each times a weight of its own; from 0 up to the modulus. */
function weighed(commission: CommissionSums, hash: number, modulus: number): number {
  let total = 0;
  PLACES.forEach((place, number) => {
    const weight = (mixed(hash ^ (number + 1)) >>> 0) % modulus;
    const amount = ((commission[place] % modulus) + modulus) % modulus;
    total = (total + ((weight * amount) % modulus)) % modulus;
  });
  return total;
}

function hashOf(
  { commissionId, promoter }: Pick<CommissionSums, "commissionId" | "promoter">,
  seed: number,
): number {
  let hash = seed ^ promoter;
  for (let at = 0; at < commissionId.length; at += 1)
    hash = Math.imul(hash ^ commissionId.charCodeAt(at), 0x0100_0193);
  return mixed(hash);
}

/** The last step of MurmurHash3: each bit of the input changes about half of the output's. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
