/**
 * Which patterns hold a promoter's orders. Whoever shows any is shown to a person. Orders wait for that alone where no honest
 * promoter shows so much of it. Live rooms sell within seconds, reviews sell late, and an office has one network.
 */
import { PATTERN_NAMES, PATTERNS } from "./patterns.ts";

/** A pattern with what is shown of it, or a group that lives on itself. */
export interface ObservedPattern {
  readonly pattern: string;
  /** Basis points of a share, or minor units for a hundred; absent where nothing is counted. */
  readonly observed?: number;
}

export function holdsOrders({ pattern, observed = 0 }: ObservedPattern): boolean {
  // Each of several signs is weak by itself.
  if (pattern === "several_signs") return false;
  const name = PATTERN_NAMES.find((one) => one === pattern);
  // Rings and groups that live on themselves are shares of nothing.
  if (name === undefined) return true;
  const { holdsFrom } = PATTERNS[name];
  return holdsFrom !== null && observed >= holdsFrom;
}
