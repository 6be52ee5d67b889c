/**
 * How much patterns weigh. Whoever shows one is shown to a person, in any case. Orders are held for it where no honest promoter
 * shows so much of it: live rooms sell within seconds, reviews sell late, and an office has one network.
 */
import { PATTERN_NAMES, PATTERNS } from "./patterns.ts";

/** A pattern with what is shown of it, or a group that lives on itself. */
export interface ObservedPattern {
  readonly pattern: string;
  /** Basis points of a share, or minor units for a hundred; absent where nothing is counted. */
  readonly observed?: number;
}

/** Too little for a review, also beside one other sign that is weak. */
const WEAK = 0.15;

/** The part of the weight of patterns that some of them have: the strongest one's. */
export function strengthOf(shown: readonly ObservedPattern[]): number {
  return Math.max(...shown.map(({ pattern, observed = 0 }) => (holds(pattern, observed) ? 1 : WEAK)));
}

function holds(pattern: string, observed: number): boolean {
  const name = PATTERN_NAMES.find((one) => one === pattern);
  // A group that lives on itself is no share of anything.
  if (name === undefined) return true;
  const { holdsFrom } = PATTERNS[name];
  return holdsFrom !== null && observed >= holdsFrom;
}
